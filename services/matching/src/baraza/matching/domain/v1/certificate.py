"""Is this result the unique best answer to the published question? Standard library alone.

`verify` walks the steps of the published specification of matching (section 9, steps 1 to 12), one
pass over the candidates, without searching. The rule of `SettleRound`, the engine and
the auditor run this same module; a stranger may copy it beside two files and run it.

What it does not say: that the inputs are right. They are bound by digest, in the log.
"""

import json
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice, pairwise
from operator import lt
from typing import Any

INSTANCE = "baraza-matching-instance/1"
RESULT = "baraza-matching-result/1"
LOW = 64  # a composite is base << 64 | lottery
DRAW = 40  # a draw is below 2^40
BASE = 1 << 40  # what being matched is worth: more than all points together
MOST_MENTEES = 1 << 20
MOST_POINTS = 1 << 20
MOST_INTEGER = (1 << 53) - 1
HALF = 1 << 63

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NAME = re.compile(r"[!-~]{1,128}")
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_HEX = re.compile(r"(?:[0-9a-f]{2}){1,128}")
_DECIMAL = re.compile(r"0|-?[1-9][0-9]{0,39}")
_LONG = re.compile(rb"[\[:,-][0-9]{16}")  # an integer of so many digits, or text that looks so
_MENTEES, _END, _NEXT = b'"mentees":[', b'],"mentors":[', b',{"group":'
Shift = Callable[[int], int]
_PIECE = 1 << 18  # bytes of an instance that are looked at together
_LOTTERY = {"beacon", "pulse", "checkpoint_size", "checkpoint_root", "randomness", "draw"}


class Rejected(Exception):
    """The files do not prove a unique best answer; `reason` is the number of what failed first."""

    def __init__(self, reason: int, text: str) -> None:
        super().__init__(f"reason {reason}: {text}")
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class Row:
    """One mentee: the positions of its candidates, and a score for each."""

    id: str
    group: int
    mentors: Sequence[int]
    scores: Sequence[int]


@dataclass(frozen=True)
class Instance:
    """An instance whose form was checked (step 1); everything else may be computed from it."""

    document: dict[str, Any]  # without its mentees, who stand below in a tenth of the room
    digest: str
    groups: tuple[str, ...]
    targets: tuple[int, ...]
    sizes: tuple[int, ...]  # mentees per group
    mentors: tuple[str, ...]
    places: tuple[int, ...]
    mentees: tuple[Row, ...]
    sealed: str  # digest of what was fixed before the randomness existed

    @property
    def seed(self) -> bytes:
        return seed_of(self.document, self.sealed)


# --- bytes, digests and draws -------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """RFC 8785 for what these files hold: ASCII keys, text, integers, lists and objects."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode()


def digest(data: bytes) -> str:
    return "sha256:" + sha256(data).hexdigest()


def sealed_bytes(instance: dict[str, Any]) -> bytes:
    """The instance without its lottery: what is fixed before the randomness exists."""
    return canonical({key: value for key, value in instance.items() if key != "lottery"})


def sealed_digest(instance: bytes) -> str:
    return digest(sealed_bytes(strict(instance)))


def seed_of(instance: dict[str, Any], sealed: str | None = None) -> bytes:
    """The 32 bytes from which every draw of the round follows (section 6).

    `sealed` is the digest of the sealed bytes, for whoever has it already.
    """
    lottery = instance["lottery"]
    parts = (
        "baraza/lottery/1",
        instance["round"],
        sealed or digest(sealed_bytes(instance)),
        lottery["checkpoint_size"],
        lottery["checkpoint_root"],
        lottery["beacon"],
        lottery["pulse"],
        lottery["randomness"],
        lottery["draw"],
    )
    return sha256("".join(f"{part}\n" for part in parts).encode("ascii")).digest()


def draw_of(seed: bytes, mentee: str, mentor: str) -> int:
    """The public draw of one pair, by ids, so that no order of a list can matter."""
    preimage = b"baraza/pair/1\n" + seed + f"{mentee}\n{mentor}\n".encode("ascii")
    return int.from_bytes(sha256(preimage).digest()[:5], "big")


def split(price: int) -> list[int | str]:
    """A composite as the file writes it: [hi, "lo"] with lo in -2^63 .. 2^63 - 1."""
    low = (price + HALF) % (1 << LOW) - HALF
    return [(price - low) >> LOW, str(low)]


def strict(data: bytes) -> Any:
    """The value of canonical JSON bytes; ValueError for any other bytes, with the place.

    No fraction, no duplicate key, no integer beyond 2^53, no second way to write the same value.
    """
    return _strict(data)


def _strict(data: bytes, name: str = "", first: int = 0, shift: Shift = int) -> Any:
    """`data` may be a piece of a file: its list `name` from the item `first` on; `shift` tells
    which byte of the file a byte of it is."""
    try:
        value = _parsed(data)
        again = canonical(value)
        if again == data:
            return value
        wrong = next(_misplaced(value, name, first), None)
    except UnicodeDecodeError as failed:
        raise ValueError(f"no UTF-8 at byte {shift(failed.start)}") from None
    except json.JSONDecodeError as failed:
        at = len(failed.doc[: failed.pos].encode())
        raise ValueError(f"no JSON at byte {shift(at)}: {failed.msg}") from None
    except UnicodeEncodeError:
        raise ValueError("half a character stands somewhere") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    same = next(
        (k for k, (a, b) in enumerate(zip(data, again, strict=False)) if a != b), len(again)
    )
    raise ValueError(wrong or f"not canonical at byte {shift(same)}")


class _Wrong(str):
    """Stands for what may not stand there. It is written otherwise than what was read, so that no
    bytes that hold one are canonical."""

    __slots__ = ()


def _parsed(data: bytes) -> Any:
    return json.loads(
        data.decode(),
        object_pairs_hook=_once,
        parse_float=_no_integer,
        parse_constant=_no_integer,
        # Large files are all small integers, which need not be looked at one by one.
        parse_int=_integer if _LONG.search(data) else None,
    )


def _once(pairs: list[tuple[str, Any]]) -> Any:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = sorted(name for name, _ in pairs)
    twice = next(a for a, b in pairwise(names) if a == b)
    return _Wrong(f"a member stands twice: {twice[:40]}")


def _no_integer(text: str) -> Any:
    return _Wrong(f"not an integer: {text[:40]}")


def _integer(text: str) -> Any:
    if len(text) > 17 or abs(int(text)) > MOST_INTEGER:
        return _Wrong(f"an integer beyond 2^53: {text[:40]}")
    return int(text)


def _misplaced(value: Any, path: str, first: int = 0) -> Iterator[str]:
    if isinstance(value, _Wrong):
        yield f"{path}: {value}" if path else value
    elif type(value) is dict:
        for name, each in value.items():
            yield from _misplaced(each, f"{path}.{name}" if path else name)
    elif type(value) is list:
        for at, each in enumerate(value, first):
            yield from _misplaced(each, f"{path}[{at}]")


# --- step 1: the instance -----------------------------------------------------------------------


def read_instance(data: bytes) -> Instance:
    """Step 1. The instance in its one form, else reason 1."""
    try:
        document, rows = _opened(data)
        asked = _instance(document, rows, digest(data))
        head = {name: each for name, each in document.items() if name != "mentees"}
        return replace(asked, document=head, sealed=_sealed(data, document["lottery"]))
    except ValueError as wrong:
        raise Rejected(1, f"the instance is not well formed: {wrong}") from None


def not_too_many(data: bytes) -> None:
    """Of mentees, each of whom has one list of mentors, beside that of all. Counted before they
    are read, for a file of more could be of any size; ValueError."""
    _must(data.count(b'"mentors":[') <= MOST_MENTEES + 1, "mentees: more than 2^20")


def _opened(data: bytes) -> tuple[Any, Iterable[Any]]:
    """The document without its mentees, and these one after the other, each read when it is asked
    for: as a whole they would take ten times the room of the file.

    Canonical bytes can be cut: members are in order, and a quote inside a text is escaped.
    """
    not_too_many(data)
    begin = data.find(_MENTEES) + len(_MENTEES)
    end = data.find(_END, begin)
    if begin < len(_MENTEES) or end < 0:
        document = _strict(data)
        if type(document) is dict:
            return document, _list(document.get("mentees"), "mentees")
        return document, ()
    document = _strict(
        data[:begin] + data[end:], shift=lambda at: at if at < begin else at + end - begin
    )
    if type(document) is dict:
        _must(document.get("mentees", []) == [], "mentees")
    return document, _cut(data, begin, end)


def _cut(data: bytes, begin: int, end: int) -> Iterator[Any]:
    """The rows of a list of mentees: pieces of whole rows, each canonical like all of them."""
    count = 0
    while begin < end:
        until = data.find(_NEXT, begin + _PIECE, end)
        until = end if until < 0 else until
        start = begin - 1  # of the piece in its brackets
        rows = _strict(b"[%b]" % data[begin:until], "mentees", count, lambda at: start + at)  # noqa: B023
        yield from rows
        count += len(rows)
        begin = until + 1


def _sealed(data: bytes, lottery: dict[str, Any]) -> str:
    """Of the bytes without the member `lottery`: what was fixed before the randomness existed."""
    member = b'"lottery":%b,' % canonical(lottery)
    before = data.find(member)
    sealed = sha256(data[:before])
    sealed.update(memoryview(data)[before + len(member) :])
    return "sha256:" + sealed.hexdigest()


def _instance(document: Any, rows: Iterable[Any], its_digest: str) -> Instance:
    _members(
        document,
        {"format", "round", "weights", "scores_exhibit", "groups", "floors", "mentors"}
        | {"mentees", "lottery"},
    )
    _must(document["format"] == INSTANCE, "format")
    _must(_text(document["round"], _NAME) and _text(document["weights"], _NAME), "round, weights")
    exhibit = document["scores_exhibit"]
    _must(exhibit is None or _text(exhibit, _DIGEST), "scores_exhibit")
    _lottery(document["lottery"])
    groups = tuple(_list(document["groups"], "groups"))
    _must(all(type(g) is str and g for g in groups), "groups")
    place_of = {label: at for at, label in enumerate(groups)}
    _must(len(place_of) == len(groups), "groups: one stands twice")
    mentors = [_members(row, {"id", "places"}) for row in _list(document["mentors"], "mentors")]
    _ascending_ids(mentors, "mentors")
    for at, row in enumerate(mentors):
        _must(_count(row["places"]), f"mentors[{at}].places: not a number from 0")
    mentees = tuple(_mentees(rows, place_of, len(mentors)))
    sizes = [0] * len(groups)
    for one in mentees:
        sizes[one.group] += 1
    targets = _list(_members(document["floors"], {"targets"})["targets"], "floors.targets")
    _must(len(targets) == len(groups), "floors.targets: one per group")
    for at, (target, size) in enumerate(zip(targets, sizes, strict=True)):
        _must(_count(target) and target <= size, f"floors.targets[{at}]: not from 0 to {size}")
    return Instance(
        document=document,
        digest=its_digest,
        groups=groups,
        targets=tuple(targets),
        sizes=tuple(sizes),
        mentors=tuple(row["id"] for row in mentors),
        places=tuple(row["places"] for row in mentors),
        mentees=mentees,
        sealed="",
    )


def _mentees(rows: Iterable[Any], groups: dict[str, int], mentors: int) -> Iterator[Row]:
    last = ""
    for at, row in enumerate(rows):
        try:
            one = _row(row, groups, mentors)
            _must(last < one.id, f"id: {one.id} stands twice or out of order")
        except ValueError as wrong:
            raise ValueError(f"mentees[{at}].{wrong}") from None
        last = one.id
        yield one


def _row(row: Any, groups: dict[str, int], mentors: int) -> Row:
    _members(row, {"id", "group", "mentors", "scores"})
    _must(_text(row["id"], _ID), "id: not of the form of ids")
    _must(type(row["group"]) is str and row["group"] in groups, "group: unknown")
    where, scores = _list(row["mentors"], "mentors"), _list(row["scores"], "scores")
    _must(len(where) == len(scores), "scores: not as many as mentors")
    if not _ascending(where, mentors) or not _points(scores):
        raise ValueError(next(_misfits(where, scores, mentors)))
    return Row(row["id"], groups[row["group"]], array("i", where), array("i", scores))


def _ascending(where: list[Any], mentors: int) -> bool:
    """Positions of mentors, each once; asked of all at a time, for there are many."""
    return not where or (
        {*map(type, where)} == {int}
        and all(map(lt, where, islice(where, 1, None)))
        and where[0] >= 0
        and where[-1] < mentors
    )


def _points(scores: list[Any]) -> bool:
    return not scores or (
        {*map(type, scores)} == {int} and min(scores) >= 0 and max(scores) < MOST_POINTS
    )


def _misfits(where: list[Any], scores: list[Any], mentors: int) -> Iterator[str]:
    last = -1
    for at, position in enumerate(where):
        if type(position) is not int or not last < position < mentors:
            yield f"mentors[{at}]: not a position of a mentor, or not ascending"
        else:
            last = position
    for at, score in enumerate(scores):
        if not _count(score) or score >= MOST_POINTS:
            yield f"scores[{at}]: not from 0 to below 2^20"


def _lottery(lottery: Any) -> None:
    """`void` names one result per draw before this one, and is absent at the first draw."""
    again = type(lottery) is dict and "void" in lottery
    _members(lottery, _LOTTERY | ({"void"} if again else set()))
    _must(_text(lottery["beacon"], _NAME), "beacon")
    _must(all(_count(lottery[key]) for key in ("pulse", "checkpoint_size", "draw")), "lottery")
    root = lottery["checkpoint_root"]
    _must(_text(root, _HEX) and len(root) == 64, "checkpoint_root")
    _must(_text(lottery["randomness"], _HEX), "randomness")
    void = _list(lottery["void"], "lottery.void") if again else []
    _must(all(_text(each, _DIGEST) for each in void), "void")
    _must(len(void) == lottery["draw"] and again == bool(void), "one void result per draw before")


def _must(holds: bool, what: str) -> None:
    if not holds:
        raise ValueError(what)


def _members(value: Any, names: set[str]) -> dict[str, Any]:
    if type(value) is not dict or value.keys() != names:
        odd = sorted(names ^ value.keys())[:3] if type(value) is dict else []
        raise ValueError("members must be " + ", ".join(sorted(names)) + _but(odd))
    return value


def _but(odd: list[str]) -> str:
    return f"; missing or unknown: {', '.join(name[:40] for name in odd)}" if odd else ""


def _list(value: Any, name: str = "") -> list[Any]:
    if type(value) is not list:
        raise ValueError(f"{name}: a list is missing")
    return value


def _text(value: Any, form: re.Pattern[str]) -> bool:
    return type(value) is str and form.fullmatch(value) is not None


def _count(value: Any) -> bool:
    return type(value) is int and value >= 0  # True is an int in Python: the type is asked


def _ascending_ids(rows: Sequence[dict[str, Any]], name: str = "") -> None:
    last = ""
    for at, row in enumerate(rows):
        _must(_text(row["id"], _ID), f"{name}[{at}].id: not of the form of ids")
        _must(last < row["id"], f"{name}[{at}].id: {row['id']} stands twice or out of order")
        last = row["id"]


# --- steps 2 to 12: the result ------------------------------------------------------------------


def verify(instance: bytes, result: bytes) -> None:
    """Return if `result` is the one best answer to `instance`; else raise `Rejected`, 1 to 18.

    1. The instance has its form. 2. The result is about it. 3. Pairs name known people in order.
    4. Each pair is a candidate (4), no mentor above its places (5). 5. Floors and their proofs
    (6, 7, 8, 9). 6. Prices have their form (10), none below 0 (11). 7. No mentee would rather
    take the bypass (12, 14). 8. No candidate beats the prices (13), pairs meet them (14). 9. Both
    totals agree (15). 10. The stated totals are theirs (16). 11. Prices are least (17). 12. No
    other answer is as good (18).
    """
    asked = read_instance(instance)
    answer = _read_result(asked, result)
    mate = _pairs(asked, answer["pairs"])
    _places(asked, mate)
    floors = _floors(asked, answer, mate)
    u, v, s = _prices(asked, answer["prices"])
    bypass = [size - floor for size, floor in zip(asked.sizes, floors, strict=True)]
    _bypasses(asked, mate, u, s)
    tight, total = _candidates(asked, mate, u, v)
    best = sum(u) + sum(map(_times, asked.places, v)) + sum(map(_times, bypass, s))
    # 9. A matching's total never exceeds the total of feasible prices: equal totals prove both.
    if total != best:
        raise Rejected(15, "the total of the pairs differs from the total of the prices")
    _totals(answer, total)
    rooms = _Rooms(asked, mate, tight, (*asked.places, *bypass), (*v, *s), u)
    rooms.must_be_least()
    rooms.must_be_unique()


def _times(count: int, price: int) -> int:
    return count * price


def _read_result(asked: Instance, data: bytes) -> dict[str, Any]:
    # 2. About this instance, canonical, known members.
    try:
        answer = _members(
            strict(data),
            {"format", "instance", "floors", "floor_proofs", "pairs", "matched", "welfare"}
            | {"lottery_total", "prices"},
        )
        _must(answer["format"] == RESULT, "format")
        _members(answer["prices"], {"mentees", "mentors", "groups"})
        for proof in _list(answer["floor_proofs"], "floor_proofs"):
            _members(proof, {"group", "with", "mentors"})
    except ValueError as wrong:
        raise Rejected(2, f"the result is not well formed: {wrong}") from None
    if answer["instance"] != asked.digest:
        raise Rejected(2, "the result is about another instance")
    return answer


def _pairs(asked: Instance, pairs: Any) -> list[int | None]:
    # 3. Known ids, mentees strictly ascending. The answer: the mentor's position per mentee.
    mentees = {row.id: at for at, row in enumerate(asked.mentees)}
    mentors = {mentor: at for at, mentor in enumerate(asked.mentors)}
    mate: list[int | None] = [None] * len(asked.mentees)
    last = -1
    for pair in pairs if type(pairs) is list else [None]:
        if type(pair) is not list or len(pair) != 2 or not all(type(x) is str for x in pair):
            raise Rejected(3, "a pair is [mentee, mentor]")
        who, whom = mentees.get(pair[0]), mentors.get(pair[1])
        if who is None or whom is None or who <= last:
            raise Rejected(3, f"unknown, twice or out of order: {pair[0]}, {pair[1]}")
        mate[who], last = whom, who
    return mate


def _places(asked: Instance, mate: list[int | None]) -> None:
    # 4. Every pair is a candidate; then no mentor above its places.
    load = [0] * len(asked.places)
    for row, whom in zip(asked.mentees, mate, strict=True):
        if whom is not None:
            if whom not in row.mentors:
                raise Rejected(4, f"{row.id} and {asked.mentors[whom]} are no candidate pair")
            load[whom] += 1
    for mentor, held, places in zip(asked.mentors, load, asked.places, strict=True):
        if held > places:
            raise Rejected(5, f"{mentor} has {places} places for {held}")


def _floors(asked: Instance, answer: dict[str, Any], mate: list[int | None]) -> list[int]:
    # 5. Floors: one count per group, reached, and none could be raised.
    floors = answer["floors"]
    if type(floors) is not list or len(floors) != len(asked.groups) or not all(map(_count, floors)):
        raise Rejected(6, "one floor per group is a number from 0")
    matched = [0] * len(asked.groups)
    for row, whom in zip(asked.mentees, mate, strict=True):
        matched[row.group] += whom is not None
    for label, has, floor in zip(asked.groups, matched, floors, strict=True):
        if has < floor:
            raise Rejected(7, f"{label}: {has} matched, the floor is {floor}")
    proven = list(_proofs(asked, answer, mate, floors))
    for g, others in proven:
        for h in others:
            if h != g and floors[h] > 0 and _exchange_improves(asked.sizes, floors, g, h):
                raise Rejected(9, f"a place moved from {asked.groups[h]} to {asked.groups[g]}")
    return floors


def _proofs(
    asked: Instance, answer: dict[str, Any], mate: list[int | None], floors: list[int]
) -> Iterator[tuple[int, list[int]]]:
    """Each group below its target with the groups of its proof."""
    below = [g for g, label in enumerate(asked.groups) if floors[g] < asked.targets[g]]
    if any(floor > target for floor, target in zip(floors, asked.targets, strict=True)):
        raise Rejected(8, "a floor above its target")
    if [proof["group"] for proof in answer["floor_proofs"]] != [asked.groups[g] for g in below]:
        raise Rejected(8, "one proof for each group below its target, in declared order")
    tight: set[tuple[tuple[int, ...], tuple[int, ...]]] = set()
    together = [_hall(asked, floors, proof, tight) for proof in answer["floor_proofs"]]
    for g, others in zip(below, together, strict=True):
        if g not in others:
            raise Rejected(8, f"{asked.groups[g]} does not stand in its own proof")
    for proof, least in zip(answer["floor_proofs"], _least_halls(asked, mate, below), strict=True):
        if (proof["with"], proof["mentors"]) != least:
            raise Rejected(8, f"the proof of {proof['group']} is not the least")
    yield from zip(below, together, strict=True)


def _hall(
    asked: Instance,
    floors: list[int],
    proof: dict[str, Any],
    tight: set[tuple[tuple[int, ...], tuple[int, ...]]],
) -> list[int]:
    """The groups of a proof, which together cannot have more than their floors. Groups that share
    what there is have the same proof: `tight` holds what was counted already."""
    label_at = {label: at for at, label in enumerate(asked.groups)}
    labels, mentors = proof["with"], proof["mentors"]
    if type(labels) is not list or not all(type(x) is str and x in label_at for x in labels):
        raise Rejected(8, "a proof names an unknown group")
    groups = [label_at[label] for label in labels]
    if type(mentors) is not list or not all(_count(x) and x < len(asked.places) for x in mentors):
        raise Rejected(8, "a proof names an unknown mentor")
    for positions in (groups, mentors):
        if any(a >= b for a, b in pairwise(positions)):
            raise Rejected(8, "a proof is out of order")
    if (tuple(groups), tuple(mentors)) in tight:
        return groups
    inside, within = set(groups), set(mentors)
    outside = sum(
        row.group in inside and not within.issuperset(row.mentors) for row in asked.mentees
    )
    if sum(floors[g] for g in groups) != sum(asked.places[x] for x in mentors) + outside:
        raise Rejected(8, "the groups of a proof could together have more")
    tight.add((tuple(groups), tuple(mentors)))
    return groups


def _least_halls(
    asked: Instance, mate: list[int | None], below: list[int]
) -> Iterator[tuple[list[str], list[int]]]:
    """The least proof of each group: what its unmatched can ask for, and so on from whoever is
    there and from the unmatched of their groups.

    Where a proof holds, its groups have just their floors, and its mentors hold nobody else: so
    nothing of this leads out of any proof, and each holds the least.
    """
    there: list[list[int]] = [[] for _ in asked.places]
    unmatched: list[list[int]] = [[] for _ in asked.groups]
    for at, whom in enumerate(mate):
        (unmatched[asked.mentees[at].group] if whom is None else there[whom]).append(at)
    known: dict[int, tuple[set[int], set[int]]] = {}
    for g in below:
        groups, mentors = {g}, set[int]()
        todo = [*unmatched[g]]
        while todo:
            where = asked.mentees[todo.pop()].mentors
            for j in () if mentors.issuperset(where) else where:
                if j in mentors:
                    continue
                mentors.add(j)
                todo += there[j]
                for h in sorted({asked.mentees[other].group for other in there[j]} - groups):
                    beyond = known.get(h, ({h}, set()))
                    todo += () if h in known else unmatched[h]
                    groups |= beyond[0]
                    mentors |= beyond[1]
        known[g] = groups, mentors
        yield [asked.groups[h] for h in sorted(groups)], sorted(mentors)


def _exchange_improves(sizes: Sequence[int], floors: Sequence[int], g: int, h: int) -> bool:
    """Would one place moved from h to g make the sorted rates larger, or please declared order?

    Rates are compared by cross-multiplying: each is written over the product of both sizes.
    """
    now = sorted((floors[g] * sizes[h], floors[h] * sizes[g]))
    then = sorted(((floors[g] + 1) * sizes[h], (floors[h] - 1) * sizes[g]))
    return then > now or (then == now and g < h)


def _prices(asked: Instance, prices: dict[str, Any]) -> tuple[list[int], list[int], list[int]]:
    # 6. Lengths and the one form of each price; those of places are never negative.
    u = _priced(prices["mentees"], len(asked.mentees), "prices.mentees")
    v = _priced(prices["mentors"], len(asked.mentors), "prices.mentors")
    s = _priced(prices["groups"], len(asked.groups), "prices.groups")
    if any(price < 0 for price in (*v, *s)):
        raise Rejected(11, "a place has a price below 0")
    return u, v, s


def _priced(rows: Any, count: int, name: str = "prices") -> list[int]:
    if type(rows) is not list or len(rows) != count:
        raise Rejected(10, f"{name}: one price per row of the instance")
    return [_price(row, name, at) for at, row in enumerate(rows)]


def _price(row: Any, name: str, at: int) -> int:
    if type(row) is list and len(row) == 2 and type(row[0]) is int and _text(row[1], _DECIMAL):
        low = int(row[1])
        if -HALF <= low < HALF:
            return (row[0] << LOW) + low
    raise Rejected(10, f'{name}[{at}]: a price is [hi, "lo"] with lo from -2^63 to 2^63 - 1')


def _bypasses(asked: Instance, mate: list[int | None], u: list[int], s: list[int]) -> None:
    # 7. Staying without a mentor is worth no more than what each is assured, and just that to
    #    whom stays without.
    for row, whom, mine in zip(asked.mentees, mate, u, strict=True):
        slack = mine + s[row.group]
        if slack < 0:
            raise Rejected(12, f"{row.id} is assured less than nothing")
        if whom is None and slack != 0:
            raise Rejected(14, f"{row.id} has no mentor and is assured one")


def _candidates(
    asked: Instance, mate: list[int | None], u: list[int], v: list[int]
) -> tuple[list[list[int]], int]:
    # 8. No candidate exceeds its prices, a chosen one meets them. A draw is computed only where
    #    the points leave it open. Kept: the tight mentors of each mentee, and the chosen total.
    tight: list[list[int]] = []
    total, seed, open_below = 0, asked.seed, 1 << DRAW
    for row, whom, mine in zip(asked.mentees, mate, u, strict=True):
        met: list[int] = []
        over = mine - (BASE << LOW)
        for mentor, score in zip(row.mentors, row.scores, strict=True):
            slack = over + v[mentor] - (score << LOW)
            if slack < open_below:
                draw = draw_of(seed, row.id, asked.mentors[mentor])
                slack -= draw
                if slack < 0:
                    raise Rejected(13, f"{row.id} and {asked.mentors[mentor]} beat the prices")
                if slack == 0:
                    met.append(mentor)
                if mentor == whom:
                    total += ((BASE + score) << LOW) + draw
            if mentor == whom and slack != 0:
                raise Rejected(14, f"{row.id} and {asked.mentors[mentor]} are below the prices")
        tight.append(met)
    return tight, total


def _totals(answer: dict[str, Any], total: int) -> None:
    # 10. Number, points and lottery are the parts of that one sum.
    points, lottery = total >> LOW, total & ((1 << LOW) - 1)
    stated = (answer["matched"], answer["welfare"], answer["lottery_total"])
    if not all(type(x) is int for x in stated[:2]) or stated != (
        points >> DRAW,
        points & (BASE - 1),
        str(lottery),
    ):
        raise Rejected(16, "matched, welfare or lottery_total differ from the pairs")


class _Rooms:
    """Mentors and bypasses alike, with the arcs "i, who is at a, could as well be at k".

    A mentee has one place, so an arc from place to place stands for place -> mentee -> place.
    """

    def __init__(
        self,
        asked: Instance,
        mate: list[int | None],
        tight: list[list[int]],
        room: Sequence[int],
        price: Sequence[int],
        assured: Sequence[int],
    ) -> None:
        self.room, self.price = room, price
        self.load = [0] * len(room)
        self.arcs: list[list[int]] = [[] for _ in room]
        mentors = len(asked.mentors)
        for at, row in enumerate(asked.mentees):
            whom, bypass = mate[at], mentors + row.group
            here = bypass if whom is None else whom
            self.load[here] += 1
            self.arcs[here] += [k for k in tight[at] if k != here]
            if here != bypass and assured[at] + price[bypass] == 0:
                self.arcs[here].append(bypass)

    def must_be_least(self) -> None:
        # 11. Every price is held up: along tight arcs each place is reached from one of price 0.
        reached = [price == 0 for price in self.price]
        todo = [k for k, free in enumerate(reached) if free]
        while todo:
            for k in self.arcs[todo.pop()]:
                if not reached[k]:
                    reached[k] = True
                    todo.append(k)
        if not all(reached):
            raise Rejected(17, "the prices are not the least")

    def must_be_unique(self) -> None:
        # 12. Another answer as good would be a cycle of tight arcs, perhaps through the sink.
        sink = len(self.room)
        node = [self._node(k) for k in range(sink)]
        arcs: list[list[int]] = [[] for _ in range(sink + 1)]
        for k, onward in enumerate(self.arcs):
            arcs[node[k]] += [node[to] for to in onward]
            if self.price[k] == 0 and node[k] != sink:
                if self.load[k] < self.room[k]:
                    arcs[k].append(sink)
                elif self.load[k]:
                    arcs[sink].append(k)
        entering = [0] * (sink + 1)
        for onward in arcs:
            for to in onward:
                entering[to] += 1
        todo = [k for k, count in enumerate(entering) if count == 0]
        gone = 0
        while todo:
            gone += 1
            for to in arcs[todo.pop()]:
                entering[to] -= 1
                if entering[to] == 0:
                    todo.append(to)
        if gone <= sink:
            raise Rejected(18, "another answer is as good: the draw does not decide")

    def _node(self, k: int) -> int:
        """A place of price 0, neither empty nor full, is one with the sink."""
        merged = self.price[k] == 0 and 0 < self.load[k] < self.room[k]
        return len(self.room) if merged else k
