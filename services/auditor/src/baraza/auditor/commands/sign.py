"""`sign`: a body's own tool: its key, and its note over what it asks (`ledger.md` 3.4)."""

import json
import sys
from argparse import Namespace
from base64 import b64decode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, plain
from baraza.auditor.findings import HOLDS, UNCHECKED, Findings
from baraza.auditor.sentences.names import harmless
from baraza.auditor.source import Misused, read_file
from baraza.auditor.source_base import Misgiven

ASK_MAX = 1 << 20


def add(commands: Commands) -> None:
    what = "a body's own tool: make its key, sign what it asks"
    every = commands.add_parser("sign", help=what, description=what)
    kinds = every.add_subparsers(required=True, metavar="WHAT")
    key = plain(kinds, "key", _key, "make the key of a body, in a file for its owner alone")
    key.add_argument("--name", required=True, metavar="NAME", help="<origin>/body.<id>")
    key.add_argument("-o", dest="out", type=Path, required=True, metavar="FILE")
    id_ = plain(kinds, "id", _id, "give an ask its command id, before the desk drafts it")
    id_.add_argument("ask", type=Path, metavar="ASK", help="the ask, a JSON file")
    ask = plain(kinds, "ask", _ask, "show what an ask would put on record, and sign it")
    ask.add_argument("ask", type=Path, metavar="ASK", help="the ask, a JSON file")
    ask.add_argument("--key", type=Path, required=True, metavar="FILE", help="the body's key")
    ask.add_argument("--draft", type=Path, metavar="FILE", help="the ask as the desk gave it back")
    ask.add_argument("-o", dest="out", type=Path, metavar="FILE", help="the ask, ready to send")
    ask.add_argument("--note", type=Path, metavar="FILE", help="the signed note by itself")
    ask.add_argument("--yes", action="store_true", help="sign without asking back")
    ask.add_argument(
        "--accept", action="append", default=[], metavar="MEMBER", help="let the desk add it"
    )


def _key(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.signing.files import made_key
    from baraza.transparency import BadHand, BadKey

    try:
        signer = made_key(asked.name, asked.out)
    except (BadHand, BadKey) as bad:
        raise Misused(f"--name: {bad}") from None
    return {"name": signer.name, "vkey": signer.vkey, "file": str(asked.out)}, words.key_made


def _id(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.signing.asks import read_meant
    from baraza.auditor.signing.files import write

    meant = read_meant(str(asked.ask), read_file(asked.ask, ASK_MAX))
    named = meant.named(asked.now)
    if named is not meant:
        write(asked.ask, _json(named.members))
    return {"id": named.id, "ask": str(asked.ask), "new": named is not meant}, words.named_ask


def _ask(asked: Namespace, findings: Findings) -> Told:
    """1. The files. 2. What will stand, computed here. 3. The body says yes. 4. Sign and write."""
    from baraza.auditor.signing.asks import read_draft, read_meant
    from baraza.auditor.signing.files import others_may_read, read_key, write
    from baraza.auditor.signing.standing import standing

    # 1.
    signer = read_key(asked.key)
    origin, body = _whose(signer.name, asked.key)
    meant = read_meant(str(asked.ask), read_file(asked.ask, ASK_MAX))
    draft = read_draft(str(asked.draft), read_file(asked.draft)) if asked.draft else None
    if draft and meant.id is None:
        why = "it has no id; `sign id` gives it one before it is drafted"
        raise Misgiven(str(asked.ask), why, "bad_ask")
    _check_exhibits(meant.members.get("exhibits", {}), str(asked.ask))
    if meant.body != body:
        findings.add("", "other_body", f"an act of {meant.body or 'nobody'}, not of {body}")
    # 2.
    meant = meant.named(asked.now)
    will = standing(meant, draft, origin, frozenset(asked.accept), findings)
    told: dict[str, Any] = {"origin": origin, "body": body, "id": meant.id, "signed": False}
    if will is None:
        return told, words.signed
    hand = will.hand(origin)
    told |= {
        "ask_digest": hand.ask_digest,
        "asked": will.asked,
        "values": will.values,
        "added": will.added,
    }
    if others_may_read(asked.key):
        detail = f"{asked.key}: others on this machine may read this key"
        findings.add("", "key_not_private", detail, exit_=HOLDS)
    # 3.
    if not (asked.yes or _said_yes(told)):
        findings.add("", "not_signed", "nobody said yes", exit_=UNCHECKED)
        return told, words.signed
    # 4.
    out = asked.out or asked.ask.with_suffix(".signed.json")
    note = hand.signed(signer).decode()
    write(out, _json({**meant.members, "hand": note}))
    if asked.note:
        write(asked.note, note)
    told |= {"signed": True, "note": note, "ask": str(out)}
    return told, words.signed


def _whose(name: str, key: Path) -> tuple[str, str]:
    from baraza.transparency import BadHand, body_of_key

    origin, _, _ = name.rpartition("/")
    try:
        return origin, body_of_key(origin, name)
    except BadHand as bad:
        raise Misgiven(str(key), str(bad), "bad_key") from None


def _check_exhibits(exhibits: Mapping[str, Any], file: str) -> None:
    """Evidence is what its digest says: the digest is what will be signed."""
    for digest, text in exhibits.items():
        try:
            body = b64decode(text, validate=True)
        except (TypeError, ValueError):
            raise Misgiven(file, f"exhibit {digest} is not base64", "bad_ask") from None
        if sha256(body).hexdigest() != digest:
            raise Misgiven(file, f"exhibit {digest} has another digest", "bad_ask")


def _said_yes(told: Mapping[str, Any]) -> bool:
    for line in words.to_sign(told):
        print(harmless(line), file=sys.stderr)
    print("Is this what the body means? Write yes to sign it: ", file=sys.stderr, end="")
    return sys.stdin.readline().strip().lower() == "yes"


def _json(value: Mapping[str, Any]) -> str:
    return json.JSONEncoder(ensure_ascii=False, indent=1).encode(value) + "\n"
