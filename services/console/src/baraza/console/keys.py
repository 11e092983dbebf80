"""The keys and passwords of one house, made once (`ledger.md` 6.3; mode 0600)."""

from hashlib import sha256
from secrets import token_bytes, token_urlsafe

from baraza.console.home import SERVICES, Home, write_private
from baraza.transparency.notes import Signer

SIGNERS = ("root", "log", "ledger", *SERVICES)
USERS = ("console", "ledger", "relay", "breakglass", *SERVICES)
"""Who may speak on the bus; `breakglass` is nobody, until an operator mends the stream."""


def key_name(origin: str, name: str) -> str:
    """`<origin>/<service>`; the checkpoint key bears the origin itself (`ledger.md` 2)."""
    return origin if name == "log" else f"{origin}/{name}"


def signer(origin: str, name: str, seed: bytes | None) -> Signer:
    """A key of chance, or a rehearsal's, which follows from its seed."""
    if seed is None:
        return Signer(key_name(origin, name), token_bytes(32))
    material = sha256(b"baraza.console.key/v1\n" + name.encode() + b"\n" + seed).digest()
    return Signer(key_name(origin, name), material)


def make(home: Home, origin: str, seed: bytes | None) -> None:
    """All keys and passwords that are not there yet. Those that are there stay."""
    for name in SIGNERS:
        private, public = home.keys / f"{name}.key", home.keys / f"{name}.vkey"
        if name == "root" and public.exists():
            continue  # it may be kept elsewhere, and is not made twice
        if not private.exists():
            made = signer(origin, name, seed)
            write_private(private, made.private_note() + "\n")
        if not public.exists():
            write_private(public, Signer.from_private(private.read_text().strip()).vkey + "\n")
    for user in USERS:
        path = home.keys / f"{user}.password"
        if not path.exists():
            write_private(path, token_urlsafe(32) + "\n")
    if seed is not None:
        write_private(home.keys / "seed", seed.hex() + "\n")


def root_key(home: Home) -> str | None:
    """The public root key of the house; None where it has none yet."""
    path = home.keys / "root.vkey"
    return path.read_text().strip() if path.exists() else None
