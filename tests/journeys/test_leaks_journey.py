"""No name, account, address or token is found in any file of a house outside its vaults."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baraza.console.home import SERVICES
from baraza.privacy import Vault
from folders import rows
from homes import entries
from lives import BrokenOff, Life, driver_of, erased, facts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]

PERSONAL = ("display_name", "wiki_username", "email")
PLACES = ("export", "jetstream", "keys", "ledger", "ratchet", "relay", "run")


def spellings(text: str) -> set[bytes]:
    """As it is, and as JSON writes it that keeps to ASCII."""
    return {text.encode(), json.dumps(text)[1:-1].encode()}


def open_files(life: Life) -> Iterator[Path]:
    """All that a house writes, but vaults, and what Python compiled: not even keys are excepted."""
    for file in life.home.path.rglob("*"):
        if file.is_file() and not file.name.startswith("vault") and file.suffix != ".pyc":
            yield file


def found(life: Life, words: set[bytes]) -> list[tuple[str, bytes]]:
    return [
        (file.relative_to(life.home.path).as_posix(), word)
        for file in open_files(life)
        for data in [file.read_bytes()]
        for word in words
        if word in data
    ]


@pytest.fixture(scope="module")
def vault(lived: Life, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """Registration's, read from a copy."""
    copied = tmp_path_factory.mktemp("vault") / "vault.db"
    shutil.copy(lived.home.path / "registration" / "vault.db", copied)
    vault = Vault(f"sqlite:///{copied}")
    yield vault
    vault.close()


def test_files_of_every_kind_are_searched(lived: Life) -> None:
    searched = {file.relative_to(lived.home.path).as_posix() for file in open_files(lived)}

    assert {name.partition("/")[0] for name in searched} >= set(PLACES)
    for service in ("registration", "matching", "scheduling", "feedback", "oversight"):
        assert {
            f"{service}/read.db",
            f"run/{service}.log",
            f"run/traces-{service}.jsonl",
        } <= searched


def test_the_vault_knows_everybody_who_was_not_erased(lived: Life, vault: Vault) -> None:
    driver = driver_of(lived.folder)

    for row in rows("people.csv", lived.folder):
        person = driver.person(row["person_ref"])
        kept = {v for _, _, v in vault.of_person(person) if isinstance(v, str)}
        assert {row[column] for column in PERSONAL} <= kept or person == erased(lived.folder)


@pytest.mark.case(45)
def test_no_name_account_or_address_is_found_outside_the_vaults(lived: Life) -> None:
    people = rows("people.csv", lived.folder)
    personal = [row[column] for row in people for column in PERSONAL]
    refs = {row["person_ref"].encode() for row in people}

    assert found(lived, refs.union(*map(spellings, personal))) == []
    assert [text for text in personal if text in lived.end.out + lived.end.errors] == []


@pytest.mark.case(45)
def test_no_token_of_a_voice_is_found_outside_the_vaults(lived: Life) -> None:
    tokens = issued(lived)

    assert len(tokens) >= lived.told["answers"] > 0
    assert found(lived, tokens) == []


@pytest.mark.case(44)
def test_of_who_was_erased_nothing_is_left_in_any_vault(lived: Life, vault: Vault) -> None:
    person = erased(lived.folder)
    row = next(
        row
        for row in rows("people.csv", lived.folder)
        if driver_of(lived.folder).person(row["person_ref"]) == person
    )
    words = {person.encode()}.union(*(spellings(row[column]) for column in PERSONAL))

    assert [(file, word) for file in vaults(lived) for word in words if word in read(file)] == []
    assert list(vault.of_person(person)) == []
    assert len(facts(lived, "PersonErased")) == len(SERVICES)


@pytest.mark.case(44)
def test_what_lay_in_the_vaults_before_an_erasure_is_overwritten(broken_off: BrokenOff) -> None:
    """Keys, salts and values of August, wherever they might still lie in a freed page."""
    assert len(broken_off.kept) > 20
    assert [
        (file, word)
        for file in vaults(broken_off)
        for word in broken_off.kept
        if word in read(file)
    ] == []


def vaults(life: Life) -> list[Path]:
    """With whatever lies beside them: journals, write-ahead logs."""
    files = list(life.home.path.glob("*/vault*"))
    assert len(files) >= len(SERVICES)
    return files


def read(file: Path) -> bytes:
    return file.read_bytes()


@pytest.mark.case(45, 59)
def test_a_voice_shares_nothing_with_a_person(lived: Life) -> None:
    decisions = list(decided(lived))
    voices = [one for one in decisions if one[0]["actor"].startswith("voice.")]
    people = [one for one in decisions if one[0]["actor"].startswith("person.")]
    named = set().union(*(joints(decision) for decision in people))

    assert len(voices) == lived.told["answers"]
    for voice in voices:
        command = voice[0]
        assert command["correlationid"] == command["id"]
        assert "causationid" not in command
        assert not [entity for entity in command.get("expect", {}) if entity.startswith("person.")]
        assert joints(voice).isdisjoint(named)
        assert not any(ref.encode() in json.dumps(voice).encode() for ref in pseudonyms(lived))


def issued(life: Life) -> set[bytes]:
    """The tokens of all voices; only the vault and those who took them know them."""
    driver = driver_of(life.folder)
    return {
        driver.token("voice", fact["collection"], driver.ref(fact["person"])).encode()
        for fact in facts(life, "VoiceIssued")
    }


def pseudonyms(life: Life) -> list[str]:
    driver = driver_of(life.folder)
    return [driver.person(person.person_ref) for person in driver.folder.people]


def decided(life: Life) -> Iterator[list[dict[str, Any]]]:
    """Decision by decision: the command, then its facts."""
    documents = iter(entries(life.home))
    for command in documents:
        yield [command, *(next(documents) for _ in range(command["eventcount"]))]


def joints(decision: list[dict[str, Any]]) -> set[str]:
    """By what one decision can be joined to another: ids, chain, subjects, exhibits."""
    command = decision[0]
    named = {command["id"], command["correlationid"], command.get("causationid", command["id"])}
    for document in decision:
        named |= {document["id"], document["subject"], *document.get("exhibits", ())}
    return named
