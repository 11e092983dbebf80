"""How a witness is started: the same words for `baraza-audit witness serve` and for a house."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path

from baraza.auditor.witness.serving import Wish
from baraza.transparency.notes import ED25519, BadKey, Verifier


def add(parser: ArgumentParser) -> None:
    parser.add_argument("--listen", type=_address, metavar="ADDR", help="HOST:PORT", required=True)
    parser.add_argument("--key", type=Path, metavar="FILE", help="the witness's key", required=True)
    parser.add_argument(
        "--log", type=_log, nargs="+", metavar="VKEY", help="keys of the logs", required=True
    )
    parser.add_argument(
        "--store", type=Path, metavar="FILE", help="what it has seen", required=True
    )
    parser.add_argument(
        "--rehearsal",
        action="store_true",
        help="take the time from each request: for a log in virtual time, and for no other",
    )
    parser.add_argument("--address-file", type=Path, metavar="FILE", help="where to write its URL")
    parser.add_argument("--leashed", action="store_true", help="end when standard input closes")


def wish(asked: Namespace) -> Wish:
    host, port = asked.listen
    return Wish(
        host,
        port,
        asked.key,
        asked.log,
        asked.store,
        rehearsal=asked.rehearsal,
        address=asked.address_file,
        leashed=asked.leashed,
    )


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or int(port) > 65_535:
        raise ArgumentTypeError("HOST:PORT, such as 127.0.0.1:8080; port 0 for any that is free")
    return host.removeprefix("[").removesuffix("]") or "0.0.0.0", int(port)  # noqa: S104 - asked


def _log(text: str) -> str:
    try:
        verifier = Verifier.from_vkey(text)
    except BadKey as bad:
        raise ArgumentTypeError(str(bad)) from None
    if verifier.kind != ED25519:
        raise ArgumentTypeError("the key of a log is of the kind 0x01")
    return verifier.vkey
