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


@pytest.mark.parametrize(
    ("rest", "needs"),
    [
        ("group x 2 w0 w1\ngroup y any w2 w3\ngroup xy all x y\nquorum xy\n", [0, 1, 3]),
        ("group x all w0 w1\ngroup xy 2 x w2 w3\nquorum xy\n", [2, 3]),
        ("group x all w0 w1\ngroup xy 1 x w2\nquorum xy\n", [0, 1]),
        ("group x 1 w0\ngroup y 1 x\ngroup z 1 y\nquorum z\n", [0]),
        ("group x 1 w0\nquorum w1\n", [1]),
    ],
)
def test_groups_of_groups_need_each_of_these(rest: str, needs: list[int]) -> None:
    judged = policy(rest)

    assert judged.met_by([W[k] for k in needs])
    for k in needs:
        assert not judged.met_by([W[other] for other in needs if other != k])


def test_groups_in_groups_have_no_depth_that_is_too_much() -> None:
    chain = "".join(f"group g{k} any g{k - 1}\n" for k in range(1, 4_000))
    judged = policy(f"group g0 any w0\n{chain}quorum g3999\n")

    assert (judged.met_by([W[0]]), judged.met_by([W[1]])) == (True, False)


@forall(st.data())
def test_a_group_counts_its_members(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    k = data.draw(st.sampled_from(["any", "all", *map(str, range(1, count + 1))]))
    there = data.draw(st.sets(st.integers(0, 3)))
    judged = policy(f"group g {k} {' '.join(f'w{i}' for i in range(count))}\nquorum g\n")

    needed = {"any": 1, "all": count}.get(k) or int(k)
    assert judged.met_by([W[i] for i in there]) is (len(there & {*range(count)}) >= needed)


@forall(st.text(max_size=200))
def test_any_text_is_a_policy_or_a_refusal(text: str) -> None:
    try:
        read = Policy.parse(f"{HEAD}{text}\nquorum none")
    except BadPolicy:
        return
    assert Policy.parse(read.text) == read


def test_without_a_quorum_nothing_is_official() -> None:
    assert policy("quorum none\n").met_by(W) is None


def test_comments_and_spaces_do_not_matter() -> None:
    text = f"# all\n\n \t# url\n log\t{LOG.vkey}  https://a.example/#x \nquorum none"

    assert Policy.parse(text) == Policy(((LOG, "https://a.example/#x"),), {}, "none")


def test_a_number_sign_within_a_line_is_a_character() -> None:
    signer = Signer("a#1.example", bytes(32)).verifier

    assert Policy.parse(f"log {signer.vkey}\nquorum none\n").log_verifiers == (signer,)
    with pytest.raises(BadPolicy):
        policy("quorum w0 # enough\n")


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
        HEAD + "quorum\n",
        HEAD + "group g 1\nquorum g\n",
        HEAD + "group g\nquorum g\n",
        HEAD + "group g 02 w0 w1\nquorum g\n",
        HEAD + "group g -1 w0 w1\nquorum g\n",
        HEAD + "group g \u0661 w0\nquorum g\n",
        HEAD + f"group g {'9' * 5_000} w0\nquorum g\n",
        HEAD + "group g any none\nquorum g\n",
        HEAD + "group none any w0\nquorum none\n",
        HEAD + "group g any g\nquorum g\n",
        HEAD + "group g any w0 w0\nquorum g\n",
        HEAD + "group g all w0\ngroup g all w1\nquorum g\n",
        HEAD + "quorum w0\r\n",
        HEAD + "quorum\u00a0w0\n",
        HEAD + "quorum w0\x00\n",
        HEAD + "QUORUM w0\n",
        f"log {LOG.vkey} {LOG.vkey} x\nquorum none\n",
        f"witness w {LOG.vkey}\nquorum none\n",
        HEAD + "witness w9\nquorum none\n",
        HEAD + "quorum none\n" + "\n" * 5_000,
        f"log {LOG.vkey}\nwitness w {Signer('w', bytes(32), COSIGNATURE).vkey}\nquorum w\n",
    ],
    ids=range(42),
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
