"""Which decisions are made again by which process, where several share a log.

To decide at a basis the rules need all entries before it, so that who decides late in a log folds
for longer. Measured: to fold what a decision left costs half of making it again.
"""

from baraza.auditor.scan import Resting


def shares(resting: Resting, cores: int) -> list[Resting]:
    """The commands cut at some bases into so many shares at most, of about the same cost.

    Each is two thirds of the one before it: with the fold to its end it costs as much. What a
    service attested goes with the last of its commands.
    """
    bases = sorted({basis for at in resting.commands.values() for basis in at})
    total = sum(len(indexes) for at in resting.commands.values() for indexes in at.values())
    whole = 3**cores - 2**cores
    ends = [total * (3**cores - 3 ** (cores - k) * 2**k) for k in range(1, cores)]
    shared = [Resting()]
    seen = 0
    for basis in bases:
        if ends and seen * whole >= ends[0]:
            ends = [end for end in ends if end > seen * whole]
            shared.append(Resting())
        for name, at in resting.commands.items():
            if basis in at:
                shared[-1].commands.setdefault(name, {})[basis] = at[basis]
                seen += len(at[basis])
    _attest(resting, shared)
    return shared


def _attest(resting: Resting, shared: list[Resting]) -> None:
    left = dict(resting.attested)
    for share in reversed(shared):
        share.attested = {name: left.pop(name) for name in share.commands if name in left}
