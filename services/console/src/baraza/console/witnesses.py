"""The witnesses of a house on one machine: keys, places, and the policy of two of three.

On one machine they show how it works. In earnest each runs at its own body, with a key that the
operator never had; then `BARAZA_WITNESSES` names a policy file with their addresses.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from baraza.console.home import Home, write_private
from baraza.transparency.notes import COSIGNATURE, Signer, Verifier
from baraza.transparency.policy import Group, Policy, Witness

BODIES = ("council", "ombudsperson", "rules-committee")
"""Who watches a house that was told nothing else."""
PROGRAM = "baraza.auditor.witness"
SETTING = "BARAZA_WITNESSES"
_GROUP = "bodies"


@dataclass(frozen=True)
class Place:
    """Where one body's witness lives: `HOME/witness/<body>`."""

    home: Home
    body: str

    @property
    def part(self) -> str:
        """What it is called among the processes of the house."""
        return f"witness-{self.body}"

    @property
    def folder(self) -> Path:
        return self.home.witness / self.body

    @property
    def key(self) -> Path:
        return self.folder / "witness.key"

    @property
    def store(self) -> Path:
        return self.folder / "store.db"

    @property
    def address(self) -> Path:
        return self.folder / "address"

    @property
    def verifier(self) -> Verifier:
        return Signer.from_private(self.key.read_text()).verifier

    def make(self, seed: bytes | None) -> None:
        """Folder and key, where they are not there yet; a rehearsal's follows from its seed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.address.unlink(missing_ok=True)  # of an earlier life
        if self.key.exists():
            return
        name = f"witness.example/{self.body}"
        secret = token_bytes(32)
        if seed is not None:
            secret = sha256(b"baraza.console.witness/v1\n" + name.encode() + b"\n" + seed).digest()
        write_private(self.key, Signer(name, secret, COSIGNATURE).private_note() + "\n")


def own(bodies: Sequence[str] = BODIES) -> Sequence[str]:
    """Whose witnesses a house starts itself: none where it was told of others."""
    return () if os.environ.get(SETTING) else bodies


def logs(home: Home, origin: str) -> Sequence[Verifier]:
    """The log's public keys that lie in the house; after a rotation the old ones too."""
    found = [Verifier.from_vkey(file.read_text().strip()) for file in home.keys.glob("*.vkey")]
    kept = home.keys.glob("log.*.key")
    found += [Signer.from_private(file.read_text().strip()).verifier for file in kept]
    return sorted({one for one in found if one.name == origin}, key=lambda one: one.key_id)


def write_policy(home: Home, origin: str, urls: Mapping[str, str]) -> None:
    """More than half of the bodies are enough; with the addresses that the ledger asks."""
    named: dict[str, Witness | Group] = {
        body: Witness(body, Place(home, body).verifier, url) for body, url in sorted(urls.items())
    }
    named[_GROUP] = Group(_GROUP, str(len(urls) // 2 + 1), tuple(named))
    keys = tuple((verifier, None) for verifier in logs(home, origin))
    write_private(home.witness_policy, Policy(keys, named, _GROUP).text)
