"""Every code that a rule may give has its sentence, and no sentence is without its code."""

from importlib import import_module
from typing import get_args

from baraza.auditor.reasons import SENTENCES

SERVICES = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight")


def test_every_reason_of_a_refusal_has_its_sentence() -> None:
    codes = {
        code
        for service in SERVICES
        for code in get_args(import_module(f"baraza.{service}.messages").Reason)
    }

    assert codes == SENTENCES.keys()


def test_a_sentence_is_one() -> None:
    assert [s for s in SENTENCES.values() if not s.endswith(".") or len(s) > 80] == []
