"""The policy: whose word is enough."""

from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.transparency import BadPolicy, Group, Policy, Signer, Witness
from baraza.transparency.notes import COSIGNATURE

LOG = Signer("a.example/1", bytes(32)).verifier
W = [Signer(f"w.example/{k}", bytes(31) + bytes([k]), COSIGNATURE).verifier for k in range(1, 5)]
HEAD = f"log {LOG.vkey}\n" + "".join(f"witness w{k} {W[k].vkey}\n" for k in range(4))


def policy(rest: str) -> Policy:
    return Policy.parse(HEAD + rest)


@pytest.mark.parametrize(
    ("rest", "enough", "too_few"),
    [
        ("quorum w0\n", [[0], [0, 1]], [[], [1, 2, 3]]),
        ("group g any w0 w1\nquorum g\n", [[0], [1]], [[], [2]]),
        ("group g all w0 w1\nquorum g\n", [[0, 1]], [[0], [1, 2]]),
        ("group g 2 w0 w1 w2\nquorum g\n", [[0, 2], [0, 1, 2]], [[0], [0, 3]]),
        ("group a any w0 w1\ngroup b all a w2\nquorum b\n", [[1, 2]], [[0, 1], [2]]),
    ],
)
def test_a_group_is_met_when_enough_members_are(
    rest: str, enough: list[list[int]], too_few: list[list[int]]
) -> None:
    judged = policy(rest)

    assert all(judged.met_by([W[k] for k in some]) is True for some in enough)
    assert all(judged.met_by([W[k] for k in some]) is False for some in too_few)


def test_without_a_quorum_nothing_is_official() -> None:
    assert policy("quorum none\n").met_by(W) is None


def test_comments_and_spaces_do_not_matter() -> None:
    assert Policy.parse(f"# all\n\n log\t{LOG.vkey}  https://a.example # url\nquorum none") == (
        Policy(((LOG, "https://a.example"),), {}, "none")
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum none\n",
        f"log {LOG.vkey}\n",
        f"log {LOG.vkey}\nquorum none\nquorum none\n",
        f"log {LOG.vkey}\nlog {LOG.vkey}\nquorum none\n",
        f"log {W[0].vkey}\nquorum none\n",
        f"log {LOG.vkey} a b\nquorum none\n",
        "log nonsense\nquorum none\n",
        HEAD + "quorum w9\n",
        HEAD + f"witness w0 {W[0].vkey}\nquorum none\n",
        HEAD + f"witness other {W[0].vkey}\nquorum none\n",
        HEAD + f"witness none {Signer('x', bytes(32), COSIGNATURE).vkey}\nquorum none\n",
        HEAD + "group g 2 w0 w1\ngroup h 1 w0\nquorum g\n",
        HEAD + "group g 3 w0 w1\nquorum g\n",
        HEAD + "group g 0 w0 w1\nquorum g\n",
        HEAD + "group g most w0 w1\nquorum g\n",
        HEAD + "group g any\nquorum g\n",
        HEAD + "group g any h\ngroup h any w0\nquorum g\n",
        HEAD + "group w0 any w1\nquorum w0\n",
        HEAD + "something else\nquorum none\n",
        HEAD + "quorum none w0\n",
    ],
    ids=range(21),
)
def test_what_is_no_policy(text: str) -> None:
    with pytest.raises(BadPolicy):
        Policy.parse(text)


def test_a_fault_names_its_line() -> None:
    with pytest.raises(BadPolicy, match="line 6: w9 is not defined before"):
        policy("quorum w9\n")


@forall(st.integers(0, 4), st.integers(0, 5), st.booleans())
def test_a_policy_is_read_as_written(witnesses: int, k: int, url: bool) -> None:
    address = "https://a.example/" if url else None
    named: dict[str, Witness | Group] = {
        f"w{i}": Witness(f"w{i}", W[i], address) for i in range(witnesses)
    }
    quorum = "none"
    if 1 <= k <= witnesses:
        named |= {"g": Group("g", str(k), tuple(named))}
        quorum = "g"
    written = Policy(((LOG, address),), named, quorum)

    assert Policy.parse(written.text) == written


def test_the_exported_policy() -> None:
    text = (Path(__file__).parents[1] / "vectors" / "export" / "policy").read_text()
    read = Policy.parse(text)

    assert [witness.name for witness in read.witnesses] == [
        "council",
        "mentees-association",
        "ombudsperson",
    ]
    assert Policy.parse(read.text) == read
