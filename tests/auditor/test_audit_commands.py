"""`baraza-audit` as it is called: exit codes, one JSON object, text that a person reads."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.deciders import SERVICES, deciders
from baraza.auditor.sources import source_digest
from forge import NO_QUORUM, NOW, POLICY, Forge, honest, producer, put

VECTORS = Path(__file__).parents[1] / "vectors"
VECTORS_NOW = 1_804_064_700


class Run:
    """The commands, their exit code and what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *argv: object, now: int = NOW) -> tuple[int, str]:
        code = main([str(word) for word in argv], now=now)
        return code, self._capsys.readouterr().out

    def told(self, *argv: object, now: int = NOW) -> tuple[int, dict[str, Any]]:
        code, out = self(*argv, "--json", now=now)
        told: dict[str, Any] = json.loads(out)
        assert (told["exit"], told["ok"]) == (code, code == 0)
        return code, told


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


@pytest.fixture
def export(tmp_path: Path) -> Path:
    put(tmp_path / "mine", POLICY.encode())
    return honest().export(tmp_path / "export")


@pytest.fixture
def mine(tmp_path: Path, export: Path) -> Path:
    return tmp_path / "mine"


def damaged(export: Path) -> None:
    """A byte of an entry is another."""
    (bundle,) = (export / "tile" / "entries").rglob("*.p/*")
    bundle.write_bytes(bundle.read_bytes().replace(b'"by":1', b'"by":7', 1))


# The log of the test vectors


def test_the_vectors_verify_with_their_quorum(run: Run) -> None:
    export = VECTORS / "export"

    code, told = run.told(
        *("verify", export, "--policy", export / "policy"),
        *("--since", VECTORS / "checkpoint-6.note"),
        now=VECTORS_NOW,
    )

    assert (code, told["findings"]) == (0, [])
    assert told["checked"] == ["V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8", "V9", "V11"]
    names = ("origin", "tier", "size", "quorum_met", "entries", "decisions", "refusals", "hands")
    assert [told[name] for name in names] == [
        *("baraza.example/2027", "bodies", 20, True, 20, 10, 1, 1)
    ]
    assert (told["shown"], told["not_shown"], told["exhibits"]) == (20, 0, 9)
    assert told["root"] == "HqLtK0QMw4ktuqtXoKWeM8J1jDqhGCKHbky4tLQ6Tm0="
    assert told["cosigned_by"] == [
        {"name": "council", "time": "2027-03-03T09:04:02Z"},
        {"name": "ombudsperson", "time": "2027-03-03T09:04:02Z"},
    ]


def test_the_vectors_receipts_are_honoured(run: Run, tmp_path: Path) -> None:
    export = VECTORS / "export"
    for decision in json.loads((VECTORS / "decisions.json").read_text()):
        put(tmp_path / "receipt", decision["receipt"].encode())
        words = ("verify", export, "--policy", export / "policy", "--receipt", tmp_path / "receipt")
        assert run(*words, now=VECTORS_NOW)[0] == 0


def test_a_fork_is_another_history(run: Run) -> None:
    export = VECTORS / "export"
    words = ("verify", export, "--policy", export / "policy", "--since", VECTORS / "fork.note")

    code, told = run.told(*words, now=VECTORS_NOW)

    assert (code, [f["code"] for f in told["findings"]]) == (1, ["inconsistent"])


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("checkpoint-badsig.note", 1),
        ("checkpoint-zero.note", 1),
        ("checkpoint-oneof3.note", 3),
        ("checkpoint-twice.note", 3),
    ],
)
def test_checkpoints_that_are_not_official(run: Run, tmp_path: Path, note: str, code: int) -> None:
    export = copied(VECTORS / "export", tmp_path)
    put(export / "checkpoint", (VECTORS / "negative" / note).read_bytes())

    found, told = run.told("verify", export, "--policy", export / "policy", now=VECTORS_NOW)

    assert found == code
    assert {f["check"] for f in told["findings"]} == {"V1"}


def test_the_vectors_other_deciders_are_unknown(run: Run) -> None:
    """The ledger's own decisions come out the same; the others were made by rules of no release."""
    code, told = run.told("replay", VECTORS / "export", "--service", "ledger")

    assert (code, told["same"], told["different"], told["unverifiable"]) == (0, 6, 0, 0)
    assert told["basis_lag"] == {"max": 2, "p99": 2}
    assert told["state"]["ledger.v1"]["position"] == 14


def copied(folder: Path, tmp_path: Path) -> Path:
    for file in folder.rglob("*"):
        if file.is_file():
            put(tmp_path / "copy" / file.relative_to(folder), file.read_bytes())
    return tmp_path / "copy"


# Every byte counts


def changed(data: bytes, bit: int) -> bytes:
    other = bytearray(data)
    other[bit // 8] ^= 1 << bit % 8
    return bytes(other)


def samples(size: int, count: int) -> list[int]:
    """Bits all over a file: the first, the last, and some between."""
    bits = size * 8
    step = max(1, bits // count) | 1
    return sorted({*range(0, bits, step), bits - 1})


FILES = sorted(
    path.relative_to(VECTORS / "export").as_posix()
    for path in (VECTORS / "export").rglob("*")
    if path.is_file() and path.name != "policy"
)


@pytest.mark.case(21)
@pytest.mark.parametrize("file", FILES)
def test_a_changed_bit_of_any_file_is_found_and_named(run: Run, tmp_path: Path, file: str) -> None:
    export = copied(VECTORS / "export", tmp_path)
    whole = (export / file).read_bytes()
    for bit in samples(len(whole), 12 if file.startswith("exhibit/") else 50):
        put(export / file, changed(whole, bit))

        words = ("verify", export, "--policy", VECTORS / "export" / "policy")
        code, told = run.told(*words, now=VECTORS_NOW)

        # Where the line of a witness becomes a stranger's, it is a cosignature less.
        lost_witness = file == "checkpoint" and code == 3 and not told["quorum_met"]
        assert code == 1 or lost_witness, bit
        first = next(f for f in told["findings"] if f["exit"] == code)
        if file.startswith("tile/entries"):
            assert first["index"] == entry_at(bit // 8), bit
        elif file.startswith("tile/0"):
            assert first["index"] == bit // 8 // 32, bit
        else:
            assert file in first["detail"] or file == "checkpoint", bit


def entry_at(offset: int) -> int:
    """Which entry of the vectors' bundle holds this byte."""
    end = 0
    for index in range(20):
        end += 2 + (VECTORS / "leaf" / f"{index}.bin").stat().st_size
        if offset < end:
            return index
    raise AssertionError(offset)


@pytest.mark.case(21)
@pytest.mark.parametrize("file", FILES)
def test_a_lost_file_is_found_and_named(run: Run, tmp_path: Path, file: str) -> None:
    export = copied(VECTORS / "export", tmp_path)
    (export / file).unlink()

    words = ("verify", export, "--policy", export / "policy")
    code, told = run.told(*words, now=VECTORS_NOW)

    expected = 4 if file == "checkpoint" else 3 if file.startswith("exhibit/") else 1
    assert code == expected
    assert file in json.dumps(told["findings"])


# Exit codes


def test_an_honest_log_of_ones_own_policy(run: Run, export: Path, mine: Path) -> None:
    code, out = run("verify", export, "--policy", mine)

    assert code == 0
    assert "18 entries" in out
    assert "Official: cosigned by w0 at" in out
    assert out.endswith("All claims hold.\n")


def test_without_a_quorum_nothing_is_called_official(run: Run, export: Path, mine: Path) -> None:
    put(mine, NO_QUORUM.encode())

    code, told = run.told("verify", export, "--policy", mine)
    text = run("verify", export, "--policy", mine)[1]

    assert (code, told["quorum_met"], told["not_checked"]) == (0, None, ["quorum"])
    assert "nothing is called official" in text
    assert "Not checked: quorum." in text


def test_what_is_not_official_has_no_clock(run: Run, mine: Path, tmp_path: Path) -> None:
    put(mine, NO_QUORUM.encode())

    text = run("verify", Forge.founded("virtual").export(tmp_path / "log"), "--policy", mine)[1]

    assert "so nothing is called official.\n" in text


def test_a_checkpoint_of_a_false_signature_is_not_judged(
    run: Run, export: Path, mine: Path
) -> None:
    note = (export / "checkpoint").read_bytes()
    put(export / "checkpoint", note.replace(b"\n18\n", b"\n17\n"))

    code, text = run("verify", export, "--policy", mine)

    assert code == 1
    assert "Whether the checkpoint is official was not looked at: the signature of" in text
    assert "asks for no cosignatures" not in text


def test_files_that_an_official_checkpoint_does_not_cover_are_not_called_official(
    run: Run, export: Path, mine: Path, tmp_path: Path
) -> None:
    damaged(export)

    code, text = run("verify", export, "--policy", mine, "--evidence", tmp_path / "convicts")

    assert code == 1
    assert "\nOfficial" not in text
    assert "The checkpoint is official: cosigned by w0 at" in text
    assert "What these files hold is not: V2" in text
    assert "No evidence was written: whoever copied these files" in text
    assert not (tmp_path / "convicts").exists()


def test_cosignatures_are_not_called_missing_where_the_logs_clock_cannot_be_read(
    run: Run, export: Path, mine: Path
) -> None:
    shutil.rmtree(export / "tile")

    code, told = run.told("verify", export, "--policy", mine, now=NOW - 9_000)
    text = run("verify", export, "--policy", mine, now=NOW - 9_000)[1]

    assert (code, told["quorum_met"], told["clock"]) == (1, False, None)
    assert [one["name"] for one in told["cosigned_ahead"]] == ["w0", "w1"]
    codes = {one["code"] for one in told["findings"]}
    assert "clock_unknown" in codes
    assert not codes & {"no_quorum", "future_cosignature"}
    assert "Not called official: there are cosignatures of w0 at" in text
    assert "nobody" not in text


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("verify", "EXPORT", "--policy", "CHECKPOINT"), "a policy"),
        (("explain", "EXPORT", "--index", "4", "--policy", "CHECKPOINT"), "a policy"),
        (("diff", "EXPORT", "EXPORT", "--policy", "CHECKPOINT"), "a policy"),
        (("verify", "EXPORT", "--policy", "MINE", "--since", "MINE"), "an older checkpoint"),
        (("verify", "EXPORT", "--policy", "MINE", "--receipt", "MINE"), "a receipt"),
        (("check-evidence", "MINE", "--policy", "MINE"), "a file of evidence"),
        (("check-proof", "MINE", "--policy", "MINE"), "a proof"),
        (("sign", "ask", "MINE", "--key", "MINE"), "the private key of a body"),
        (("sign", "id", "MINE"), "an ask"),
    ],
)
def test_a_log_is_not_accused_of_what_the_asker_mistook(
    run: Run, export: Path, mine: Path, words: tuple[str, ...], what: str
) -> None:
    files = {"EXPORT": export, "MINE": mine, "CHECKPOINT": export / "checkpoint"}

    code, text = run(*(files.get(word, word) for word in words))

    assert code == 1
    assert "A CLAIM IS FALSE" not in text
    assert f"What was given is not {what}" in text.splitlines()[-1]


def test_a_policy_is_asked_for(capsys: pytest.CaptureFixture[str], export: Path) -> None:
    for words in (["verify", str(export)], [], ["prove"], ["explain", str(export)]):
        with pytest.raises(SystemExit) as usage:
            main(words)
        assert usage.value.code == 2
    assert "--policy" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("--max-age", "soon"),
        ("--root", "nonsense"),
    ],
)
def test_options_have_their_forms(export: Path, mine: Path, words: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as usage:
        main(["verify", str(export), "--policy", str(mine), *words])
    assert usage.value.code == 2


def test_the_root_key_is_pinned_and_age_is_asked_for(run: Run, export: Path, mine: Path) -> None:
    words = ("verify", export, "--policy", mine)

    assert run(*words, "--root", producer("root").vkey, "--max-age", "61m")[0] == 0
    assert run(*words, "--root", producer("toy").vkey)[0] == 1
    assert run(*words, "--max-age", "59m")[0] == 3


def test_what_is_not_there_cannot_be_read(run: Run, export: Path, mine: Path) -> None:
    for words in (
        ("verify", export / "nowhere", "--policy", mine),
        ("verify", export, "--policy", export / "nothing"),
        ("verify", export, "--policy", mine, "--since", export / "nothing"),
        ("verify", export / "tile", "--policy", mine),
        ("replay", export / "nowhere"),
        ("explain", export, "--index", "18"),
        ("explain", export, "--index", "-1"),
    ):
        code, told = run.told(*words)
        assert (code, told["findings"][0]["code"]) == (4, "unreadable")
    assert "Unreadable" in run("replay", export / "nowhere")[1]


def test_a_checkpoint_that_does_not_parse_is_damage(run: Run, export: Path, mine: Path) -> None:
    put(export / "checkpoint", b"hello\n")

    assert run("verify", export, "--policy", mine)[0] == 1
    assert run("replay", export)[0] == 1
    assert run("explain", export, "--index", "1")[0] == 1


def test_a_leaf_that_cannot_be_read_stops_a_replay(run: Run, export: Path, tmp_path: Path) -> None:
    forge = honest()
    forge.items[9].wire = b"{}"

    code, told = run.told("replay", forge.export(tmp_path / "other"))

    assert (code, told["findings"][0]["code"], told["findings"][0]["index"]) == (1, "damage", 9)


# Replay and explain


def test_replay_tells_what_it_cannot_decide(run: Run, export: Path) -> None:
    code, told = run.told("replay", export)
    text = run("replay", export)[1]

    assert (code, told["decisions"], told["same"], told["unverifiable"]) == (3, 9, 4, 5)
    assert told["first_different"] is None
    assert "9 decisions decided again: 4 the same, 0 different, 5 unverifiable." in text
    assert "which this auditor lacks" in text


def test_replay_shows_the_first_difference(run: Run, tmp_path: Path) -> None:
    forge = Forge.founded()
    forge.items[3].document["data"]["service"] = "other"
    forge.items[3].document["data"] = {"service": "toy", "key": producer("other").vkey}
    forge.seal(2)

    code, told = run.told("replay", forge.export(tmp_path / "forged"))
    text = run("replay", tmp_path / "forged")[1]

    assert (code, told["first_different"]["index"]) == (1, 3)
    assert "First difference, entry 3" in text
    assert "A CLAIM IS FALSE." in text


def test_a_replay_under_a_policy_verifies_too(run: Run, export: Path, mine: Path) -> None:
    put(export / "checkpoint", honest().note(by=1))

    code, told = run.told("replay", export, "--policy", mine)

    assert code == 3
    assert {"no_quorum", "unknown_decider"} <= {f["code"] for f in told["findings"]}


def test_a_replay_of_the_beginning(run: Run, export: Path) -> None:
    code, told = run.told("replay", export, "--to", "8")

    assert (code, told["same"], told["unverifiable"]) == (0, 4, 0)


def test_other_source_with_the_same_results_is_to_be_known(run: Run, tmp_path: Path) -> None:
    forge = Forge.founded()
    for digest in (source_digest("ledger.v1"), "0" * 64):
        data = {"decider": "ledger.v1", "source_sha256": digest}
        events = [("DeciderRegistered", "decider.ledger_v1", data)]
        words = ("ledger", "RegisterDecider", "decider.ledger_v1", data, events)
        forge.decide(*words, actor="service.ledger")
        folder = tmp_path / str(len(forge.items))
        _, told = run.told("replay", forge.export(folder))
        codes = [f["code"] for f in told["findings"]]

        assert ("other_source" in codes) is (digest == "0" * 64)


def test_explain_tells_who_asked_and_what_came_of_it(run: Run, export: Path) -> None:
    code, told = run.told("explain", export, "--index", "11")
    text = run("explain", export, "--index", "11")[1]

    assert (code, told["index"], told["standing"]) == (3, 11, "recorded")
    assert told["decision"]["first"] == 10
    assert told["decision"]["count"] == 2
    assert (told["actor"], told["basis"], told["hand"]) == ("person.p12345", 10, None)
    assert told["guards"] == [{"entity": "toy.counter.two", "version": 0, "index": None}]
    assert told["replayed"] == "unverifiable"
    assert "person.p12345, acting as self, asked for Count on counter.one." in text
    assert "That is the operator's word." in text
    assert "it had read toy.counter.two at version 0" in text


def test_explain_tells_why_it_was_refused(run: Run, export: Path) -> None:
    text = run("explain", export, "--index", "12")[1]

    assert "refused: too_many (most 99), by toy.v1" in text


def test_explain_tells_whose_hand_it_was(run: Run, export: Path) -> None:
    assert run.told("explain", export, "--index", "16")[1]["hand"] == "body.council"
    assert "The hand note of body.council" in run("explain", export, "--index", "16")[1]


def test_explain_decides_again(run: Run, export: Path) -> None:
    code, told = run.told("explain", export, "--index", "3")

    assert (code, told["replayed"]) == (0, "same")
    assert told["exhibits"] == []
    assert "Decided again: same." in run("explain", export, "--index", "3")[1]


def test_explain_gathers_all_that_names_a_person(run: Run, tmp_path: Path) -> None:
    forge = Forge.founded()
    forge.count(actor="person.p00001")
    forge.count(actor="person.p000012")
    forge.count(actor="service.toy", data={"counter": "p00001"})
    export = forge.export(tmp_path)

    _, told = run.told("explain", export, "--person", "p00001")
    _, nobody = run.told("explain", export, "--person", "p99999")

    assert [one["index"] for one in told["decisions"]] == [8, 12]
    assert nobody["decisions"] == []
    assert "2 decisions name p00001." in run("explain", export, "--person", "p00001")[1]


def test_explain_follows_the_chain(run: Run, tmp_path: Path) -> None:
    forge = Forge.founded()
    first = forge.items[forge.count()].document["id"]
    chain = {"correlationid": first, "causationid": f"{first}.1"}
    second = forge.count(actor="service.toy", **chain)
    forge.items[second + 1].document["correlationid"] = first
    forge.seal(second)

    _, told = run.told("explain", forge.export(tmp_path), "--index", second)

    assert told["causes"] == [f"{first}.1", first]
    assert "it follows from" in run("explain", tmp_path, "--index", second)[1]


def test_explain_names_the_rules_it_rested_on(run: Run, tmp_path: Path) -> None:
    forge = Forge.founded()
    type_ = "baraza.event.oversight.RulesInForce.v1"
    forge.contracts[type_] = forge.contracts["baraza.command.oversight.Adopt.v1"] = "0" * 64
    text = {"kind": "call", "programme": "year", "version": 3, "digest": "d" * 64}
    adopted = forge.decide(
        "oversight", "Adopt", "inforce.call", {}, [("RulesInForce", "inforce.call-year", text)]
    )
    for data in ({"rule": "call.3"}, {"call_version": 3}, {"digests": ["d" * 64]}):
        named = forge.count(data=data)
        other = forge.count()
        export = forge.export(tmp_path / str(other))

        _, told = run.told("explain", export, "--index", named)
        (rule,) = told["rules"]
        assert (rule["index"], rule["rule"]) == (adopted + 1, "call.3")
        assert (rule["programme"], rule["adopted_by"]) == ("year", None)
        assert "it applied call.3" in run("explain", export, "--index", named)[1]
        assert run.told("explain", export, "--index", other)[1]["rules"] == []


# What it is made of


def test_verify_needs_no_rules_and_no_pydantic() -> None:
    """Whoever wants to check the files alone needs the least of other people's code."""
    code = "import baraza.auditor.cli, sys; sys.exit('pydantic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0  # noqa: S603


def test_a_source_digest_is_of_the_files_that_decide() -> None:
    assert source_digest("ledger.v9") is None
    assert source_digest("stranger.v1") is None


def test_every_service_is_asked_for_its_deciders() -> None:
    assert set(deciders(["ledger.v1", "stranger.v1"])) == {"ledger.v1"}
    assert SERVICES[0] == "ledger"
