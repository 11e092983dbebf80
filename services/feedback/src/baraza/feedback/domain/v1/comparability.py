"""Comparability: by which maps the answers to one version are read under a later one (R48, I35)."""

from baraza.decider import Refused
from baraza.feedback.domain.v1.instruments import Instrument, Instruments
from baraza.feedback.domain.v1.state import State
from baraza.forms.v1.book import Book

TEXT = "instrument"


def version_before(book: Book, programme: str | None, version: int) -> int | None:
    """The version that a new one is compared with: the last one adopted below it; where none has
    been, the last one written. None: it is the first."""
    adopted = [text.version for text in book.adopted.get((TEXT, programme), ())]
    written = [v for kind, of, v in book.written if (kind, of) == (TEXT, programme)]
    for versions in (adopted, written):
        lower = [one for one in versions if one < version]
        if lower:
            return max(lower)
    return None


def written_text(book: Book, programme: str | None, version: int) -> Instruments | None:
    """A text as it was drafted."""
    digest = book.written.get((TEXT, programme, version))
    rules = book.drafts.get(digest) if digest else None
    return Instruments.model_validate(rules) if rules else None


def adopted_text(book: Book, programme: str | None, version: int) -> Instruments | None:
    """The text of this version, once adopted."""
    for text in book.adopted.get((TEXT, programme), ()):
        if text.version == version:
            return Instruments.model_validate(text.rules)
    return None


def map_fault(new: Instruments, before: Instruments | None) -> Refused | None:
    """Does each map say all it has to? None: yes.

    1. Every question kept is told. 2. Both sides are questions. 3. And of one scale: a question
    that is asked on another scale is another question.
    """
    missing = unknown = differs = 0
    for code, instrument in new.instruments.items():
        old = _scales(before.instruments.get(code) if before else None)
        own, told = _scales(instrument), instrument.comparable
        missing += len((own.keys() & old.keys()) - told.keys())
        unknown += sum(1 for q, p in told.items() if q not in own or p not in old)
        differs += sum(1 for q, p in told.items() if q in own and own[q] != old.get(p, own[q]))
    if not missing + unknown + differs:
        return None
    numbers = {"missing": missing, "unknown": unknown, "scale_differs": differs}
    return Refused("map_incomplete", numbers=numbers)


def reading(
    state: State, owner: str | None, instrument: str, version: int, of: int
) -> dict[str, str] | None:
    """Each question of `version` with the one of version `of` whose answers are read as its own.

    Along adopted maps only. None: no way leads there.
    """
    now = adopted_text(state.book, owner, version)
    if now is None or instrument not in now.instruments:
        return None
    read = {question.code: question.code for question in now.instruments[instrument].questions}
    at = version
    while at > of:
        text = adopted_text(state.book, owner, at)
        before = state.before.get((owner or "", at))
        if text is None or before is None or instrument not in text.instruments:
            return None
        told = text.instruments[instrument].comparable
        read = {question: told[one] for question, one in read.items() if one in told}
        at = before
    return read if at == of else None


def _scales(instrument: Instrument | None) -> dict[str, tuple[int, int]]:
    return (
        {question.code: question.scale for question in instrument.questions} if instrument else {}
    )
