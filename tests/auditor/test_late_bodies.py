"""Who begins late knows the same log, and is told what nobody can know of before; who is shown an
old log is told that it is old."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from forge import NO_QUORUM, NOW, Forge, honest, producer, put
from histories import audit, exported, note_of, policy_in

HOUR = 3_600


class Reader:
    """A body with a policy, and nothing kept from before."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.policy = policy_in(folder / "mine")

    def verify(self, export: Path, *words: object, now: int = NOW) -> tuple[int, dict[str, Any]]:
        code = audit("verify", export, "--policy", self.policy, *words, "--json", now=now)
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return code, told

    def said(self, export: Path, *words: object, now: int = NOW) -> str:
        audit("verify", export, "--policy", self.policy, *words, now=now)
        return self._capsys.readouterr().out


@pytest.fixture
def reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Reader:
    return Reader(tmp_path, capsys)


def begun(size: int, clock: str = "system") -> Forge:
    """The honest log when it had so many entries."""
    forge = honest()
    forge.items = forge.items[:size]
    forge.items[0].document["data"]["clock"] = clock
    forge.items[1].document["data"]["clock"] = clock
    forge.seal(0)
    return forge


@pytest.mark.case(50)
@pytest.mark.parametrize("size", [2, 4, 6, 8, 10, 12, 14, 16, 18])
def test_who_begins_late_has_the_same_root_and_knows_what_is_missing(
    reader: Reader, size: int
) -> None:
    forge = begun(size)
    export = exported(forge, reader.folder / "export", 0, 1)
    if size < 18:  # an export shows what its entries name; the rest came later
        named = {d for item in forge.items for d in item.document.get("exhibits", "").split()}
        assert named <= set(forge.exhibits)

    code, told = reader.verify(export, "--late")

    assert code == 3
    assert told["root"] == b64encode(forge.checkpoint().root).decode()
    assert (told["size"], told["quorum_met"]) == (size, True)
    assert told["not_checked"] == ["root key", "V9"]
    codes = [finding["code"] for finding in told["findings"]]
    assert codes == ["root_on_trust", "no_earlier_checkpoint"]


@pytest.mark.case(50)
def test_from_then_on_a_late_body_checks_everything(reader: Reader) -> None:
    first = exported(begun(8), reader.folder / "first", 0, 1)
    later = exported(honest(), reader.folder / "later", 1, 2)
    assert reader.verify(first, "--late")[0] == 3
    kept = ("--root", producer("root").vkey, "--since", first / "checkpoint")

    code, told = reader.verify(later, "--late", *kept)

    assert (code, told["not_checked"], told["findings"]) == (0, [], [])
    assert "V9" in told["checked"]


@pytest.mark.case(50)
def test_a_late_body_reads_what_it_cannot_know(reader: Reader) -> None:
    said = reader.said(exported(honest(), reader.folder / "export", 0, 1), "--late")

    assert "Not checked: root key, V9." in said
    assert "whether others were shown another log before entry 18" in said
    assert said.endswith("Not everything could be checked.\n")


@pytest.mark.case(25)
@pytest.mark.parametrize(
    ("age", "code"), [(0, 0), (2 * HOUR, 0), (2 * HOUR + 1, 3), (30 * 24 * HOUR, 3)]
)
def test_a_log_that_stands_still_is_stale_after_two_hours(
    reader: Reader, age: int, code: int
) -> None:
    export = exported(honest(), reader.folder / "export", 0, 1)
    cosigned_at = NOW - HOUR

    found, told = reader.verify(export, now=cosigned_at + age)

    assert (found, told["age_seconds"]) == (code, age)
    assert [finding["code"] for finding in told["findings"]] == ["stale"] * (code == 3)


@pytest.mark.case(25)
def test_a_stale_log_is_told_in_one_sentence(reader: Reader) -> None:
    export = exported(honest(), reader.folder / "export", 0, 1)

    said = reader.said(export, now=NOW + 4 * HOUR)

    assert (
        "- V1 stale: the newest quorum is of 2027-01-15T09:00:00Z, 5 hours ago, more than the "
        "2 hours asked for: the log has stopped, or you are shown an old one\n"
    ) in said
    assert "stale" in reader.said(export, "--max-age", "59m")
    assert "30 days ago" in reader.said(export, now=NOW - HOUR + 30 * 24 * HOUR)
    assert "more than the 30 seconds asked for" in reader.said(export, "--max-age", "30s")


@pytest.mark.case(25)
def test_one_fresh_witness_is_no_fresh_quorum(reader: Reader) -> None:
    """One body goes on, the others have not been asked for hours."""
    forge = honest()
    old, fresh = note_of(forge.checkpoint(), (0, 1), at=NOW - 3 * HOUR), forge.checkpoint()
    line = note_of(fresh, (2,), at=NOW).splitlines(keepends=True)[-1]
    forge.export(reader.folder / "export", old + line)

    code, told = reader.verify(reader.folder / "export")

    assert (code, told["age_seconds"], told["quorum_met"]) == (3, 3 * HOUR, True)


@pytest.mark.case(25)
def test_a_rehearsed_log_has_no_age(reader: Reader) -> None:
    forge = begun(18, clock="virtual")
    export = exported(forge, reader.folder / "export", 0, 1, at=forge.items[-1].at // 1000)

    code, told = reader.verify(export, now=NOW + 10**8)

    assert "stale" not in [finding["code"] for finding in told["findings"]]
    assert (told["age_seconds"], told["clock"]) == (0, "virtual")
    assert code in {0, 1}  # the times of the forged entries are not those of a rehearsal


def test_without_a_quorum_asked_for_nothing_is_stale(reader: Reader) -> None:
    put(reader.policy, NO_QUORUM.encode())
    export = exported(honest(), reader.folder / "export")

    code, told = reader.verify(export, now=NOW + 10**8)

    assert (code, told["age_seconds"], told["not_checked"]) == (0, None, ["quorum"])


def test_a_size_that_is_only_claimed_is_not_looked_for_to_its_end(reader: Reader) -> None:
    """The operator signs a size of a million million entries, of which there are eighteen."""
    forge = honest()
    checkpoint = type(forge.checkpoint())(forge.checkpoint().origin, 10**12, bytes(32))
    export = forge.export(reader.folder / "export", note_of(checkpoint, (0, 1)))

    for words in ((), ("--receipt", receipt_of(reader, forge))):
        code, told = reader.verify(export, *words)

        assert code == 1
        assert "64 bundles in a row" in json.dumps(told["findings"])


def receipt_of(reader: Reader, forge: Forge) -> Path:
    put(reader.folder / "receipt", forge.receipt(8))
    return reader.folder / "receipt"
