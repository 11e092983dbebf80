"""The vault keeps what was kept first, and forgets whole."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.privacy import KeptOtherwise, Vault
from baraza.privacy.tables import VAULT
from baraza.transparency import commitment

NAME = "garden.bed.a#wish"
SALT = bytes(range(32))

values = st.recursive(
    st.text() | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'vault.db'}"


def keep(vault: Vault, value: Any = "tall", person: str = "p00001", salt: bytes = SALT) -> bytes:
    return vault.keep("c1", person, {NAME: (value, salt)}, 1)[NAME]


def test_what_was_kept_first_stays(url: str) -> None:
    vault = Vault(url)

    first = keep(vault)
    second = keep(vault, salt=b"x" * 32)

    assert first == second == SALT
    assert vault.value("c1", NAME) == "tall"
    with pytest.raises(KeptOtherwise):
        keep(vault, value="small")
    assert vault.value("c1", NAME) == "tall"
    vault.close()


@pytest.mark.case(2)
def test_a_restart_reads_what_was_kept(url: str) -> None:
    before = Vault(url, pepper=b"p" * 32)
    keep(before)
    label = before.label("email", "a@example.org")
    before.close()

    after = Vault(url, pepper=b"q" * 32)

    assert after.salt("c1", NAME) == SALT
    assert after.label("email", "a@example.org") == label
    after.close()


@settings(max_examples=30, deadline=None)
@given(values)
def test_what_is_disclosed_gives_the_commitment_of_the_entry(value: Any) -> None:
    vault = Vault("sqlite://")
    keep(vault, value)

    disclosed = vault.disclose(7, "c1", NAME)
    vault.close()

    assert disclosed is not None
    assert (disclosed.index, disclosed.field) == (7, NAME)
    assert commitment(NAME, disclosed.salt, disclosed.value) == commitment(NAME, SALT, value)


@pytest.mark.case(44)
def test_erasure_leaves_no_value_salt_label_or_key_of_the_person(url: str, tmp_path: Path) -> None:
    vault = Vault(url)
    keep(vault, "a value nobody else has")
    vault.keep("c2", "p00002", {NAME: ("stays", SALT)}, 2)
    vault.identify("p00001", {"account": "somebody"})
    vault.claim("email", "a@example.org", "p00001")

    vault.erase("p00001", 12)

    assert vault.position == 12
    assert vault.of_person("p00001") == []
    assert (vault.salt("c1", NAME), vault.value("c1", NAME)) == (None, None)
    assert vault.identity("p00001") is None
    assert vault.claim("email", "a@example.org", "p00003") is None
    assert vault.of_person("p00002") == [("c2", NAME, "stays")]
    vault.close()


@pytest.mark.case(44)
def test_erased_bytes_are_not_in_the_file_any_more(url: str, tmp_path: Path) -> None:
    vault = Vault(url)
    salt = b"a salt that can be searched for!"
    keep(vault, "tall", salt=salt)
    with vault._engine.connect() as connection:
        sealed = bytes(connection.execute(VAULT.select()).one().value)

    vault.erase("p00001", 1)

    stored = b"".join(p.read_bytes() for p in tmp_path.iterdir() if "vault.db" in p.name)
    assert salt not in stored
    assert sealed not in stored
    vault.close()


@pytest.mark.case(45)
def test_a_value_is_not_stored_in_clear(url: str, tmp_path: Path) -> None:
    vault = Vault(url)
    keep(vault, "tall as a house")
    vault.identify("p00001", "somebody with a name")
    vault.claim("email", "a@example.org", "p00001")
    vault.close()

    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    for secret in (b"tall as", b"somebody", b"a@example"):
        assert secret not in stored


@pytest.mark.case(44)
def test_an_erasure_that_did_not_commit_can_be_repeated(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(url)
    keep(vault)
    commit = vault._engine.dialect.do_commit

    def fails(connection: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(vault._engine.dialect, "do_commit", fails)
    with pytest.raises(OSError, match="no space"):
        vault.erase("p00001", 5)
    monkeypatch.setattr(vault._engine.dialect, "do_commit", commit)

    assert (vault.position, vault.value("c1", NAME)) == (0, "tall")
    vault.erase("p00001", 5)
    assert (vault.position, vault.value("c1", NAME)) == (5, None)
    vault.close()


@pytest.mark.case(44)
def test_an_erasure_that_failed_but_went_through_is_found_done(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(url)
    keep(vault)
    commit = vault._engine.dialect.do_commit

    def fails_after(connection: Any) -> None:
        commit(connection)
        raise OSError("the answer was lost")

    monkeypatch.setattr(vault._engine.dialect, "do_commit", fails_after)
    with pytest.raises(OSError, match="lost"):
        vault.erase("p00001", 5)
    monkeypatch.setattr(vault._engine.dialect, "do_commit", commit)
    vault.close()

    again = Vault(url)

    assert (again.position, again.value("c1", NAME)) == (5, None)
    again.erase("p00001", 5)
    again.close()


@pytest.mark.case(2)
def test_keeping_that_failed_but_went_through_gives_the_same_salt_again(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault(url)
    commit = vault._engine.dialect.do_commit

    def fails_after(connection: Any) -> None:
        commit(connection)
        raise OSError("the answer was lost")

    monkeypatch.setattr(vault._engine.dialect, "do_commit", fails_after)
    with pytest.raises(OSError, match="lost"):
        keep(vault)
    monkeypatch.setattr(vault._engine.dialect, "do_commit", commit)

    assert keep(vault, salt=b"y" * 32) == SALT
    vault.close()


def test_a_value_claimed_by_another_is_named(url: str) -> None:
    vault = Vault(url)

    assert vault.claim("account", "a", "p00001") is None
    assert vault.claim("account", "a", "p00001") is None
    assert vault.claim("account", "a", "p00002") == "p00001"
    assert vault.claim("email", "a", "p00002") is None
    vault.close()
