"""A body's witness comes to a new key: policies say so, and nobody else."""

import pytest

from baraza.transparency import BadPolicy, Policy, Signer, open_note
from baraza.transparency.notes import COSIGNATURE

LOGS = [Signer("a.example/1", bytes([k]) * 32) for k in (1, 2)]
COUNCIL = [Signer(f"council.example/{k}", bytes([k]) * 32, COSIGNATURE) for k in (3, 4)]
OMBUD = Signer("ombud.example/1", bytes([7]) * 32, COSIGNATURE)
TEXT = "a.example/1\n20\nHqLtK0QMw4ktuqtXoKWeM8J1jDqhGCKHbky4tLQ6Tm0=\n"

POLICY = Policy.parse(
    f"""\
log {LOGS[0].vkey}
log {LOGS[1].vkey}
witness council-2026 {COUNCIL[0].vkey}
witness council-2027 {COUNCIL[1].vkey}
witness ombud {OMBUD.vkey}
group council any council-2026 council-2027
group both all council ombud
quorum both
"""
)


def judged(*signers: Signer, log: Signer = LOGS[0]) -> bool | None:
    note = log.sign(TEXT)
    for number, signer in enumerate(signers):
        note += signer.signature_line(TEXT, seconds=1_800_000_000 + number)
    verifiers = [*POLICY.log_verifiers, *(witness.verifier for witness in POLICY.witnesses)]
    return POLICY.met_by(open_note(note.encode(), verifiers).verified)


@pytest.mark.case(47)
@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("witness", COUNCIL)
def test_either_key_of_a_body_counts_as_the_body(witness: Signer, log: Signer) -> None:
    assert judged(witness, OMBUD, log=log) is True


@pytest.mark.case(47)
def test_two_keys_of_one_body_are_not_two_bodies() -> None:
    assert judged(*COUNCIL) is False


@pytest.mark.case(47)
def test_one_name_has_one_key() -> None:
    with pytest.raises(BadPolicy):
        Policy.parse(POLICY.text.replace("council-2027", "council-2026"))
