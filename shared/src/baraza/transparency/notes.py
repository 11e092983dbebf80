"""Signed notes of C2SP (`ledger.md` 6.3): a text, and lines by which keys stand for it."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = 0x01
COSIGNATURE = 0x04
NOTE_MAX = 1 << 20
_SIGNATURES_MAX = 64
_TIME = 8  # bytes of the time in a cosignature


class BadNote(ValueError):
    """This is no signed note, or none that the given keys stand for."""


class BadKey(ValueError):
    """This is no key in the form `name+hash+base64`."""


@dataclass(frozen=True)
class Verifier:
    """A public key under its name."""

    name: str
    kind: int
    public: bytes

    @classmethod
    def from_vkey(cls, text: str) -> "Verifier":
        name, key_id, kind, public = _read_key(text)
        verifier = cls(name, kind, public)
        if verifier.key_id.hex() != key_id:
            raise BadKey(f"{name}: the hash is not the key's")
        return verifier

    @cached_property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + bytes((0x0A, self.kind)) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return _written_key(self.name, self.key_id, self.kind, self.public)

    def verify(self, text: str, signature: bytes) -> bool:
        """Whether this is the key's signature, or cosignature, of `text` (with its newline)."""
        return self.verify_bytes(text.encode(), signature)

    def verify_bytes(self, text: bytes, signature: bytes) -> bool:
        if self.kind == COSIGNATURE:
            if len(signature) != _TIME + 64:
                return False
            text = _cosigned(text, cosigned_at(signature))
            signature = signature[_TIME:]
        try:
            self._key.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)


@dataclass(frozen=True)
class Signer:
    """A private key under its name; `kind` 0x04 cosigns checkpoints."""

    name: str
    seed: bytes = field(repr=False)
    kind: int = ED25519

    @classmethod
    def from_private(cls, text: str) -> "Signer":
        """From the form of a private key file."""
        head = "PRIVATE+KEY+"
        if not text.startswith(head):
            raise BadKey("not a private key")
        name, key_id, kind, seed = _read_key(text.removeprefix(head).removesuffix("\n"))
        signer = cls(name, seed, kind)
        if signer.verifier.key_id.hex() != key_id:
            raise BadKey(f"{name}: the hash is not the key's")
        return signer

    def private_note(self) -> str:
        """What stands in a private key file (mode 0600)."""
        return f"PRIVATE+KEY+{_written_key(self.name, self.key_id, self.kind, self.seed)}"

    @cached_property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.kind, self._key.public_key().public_bytes_raw())

    @property
    def key_id(self) -> bytes:
        return self.verifier.key_id

    @property
    def vkey(self) -> str:
        return self.verifier.vkey

    def sign(self, text: str, *, seconds: int | None = None) -> str:
        """A whole note over `text`, which ends with a newline."""
        return f"{text}\n{self.signature_line(text, seconds=seconds)}"

    def signature_line(self, text: str, *, seconds: int | None = None) -> str:
        """One line to add to a note; a cosignature needs the time in `seconds`."""
        if not text.endswith("\n"):
            raise BadNote("a note's text ends with a newline")
        return f"— {self.name} {self.signature(text.encode(), seconds=seconds)}\n"

    def signature(self, text: bytes, *, seconds: int | None = None) -> str:
        """The base64 of key id and signature, as it stands in a line."""
        if self.kind == COSIGNATURE:
            if seconds is None:
                raise BadNote("a cosignature says when")
            blob = seconds.to_bytes(_TIME, "big") + self._key.sign(_cosigned(text, seconds))
        else:
            blob = self._key.sign(text)
        return b64encode(self.key_id + blob).decode()

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True)
class Note:
    """A note as it was read: nothing in it is verified yet."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]  # key name, key id, what follows it


@dataclass(frozen=True)
class OpenedNote:
    """A text for which these keys stand; each once, with the time of its latest cosignature."""

    text: str
    verified: tuple[Verifier, ...]
    cosigned: Mapping[Verifier, int] = field(default_factory=dict)  # seconds since 1970


def parse_note(data: bytes) -> Note:
    """The grammar of a note, without looking at what was signed."""
    if len(data) > NOTE_MAX:
        raise BadNote("larger than 1 MiB")
    try:
        whole = data.decode()
    except UnicodeDecodeError:
        raise BadNote("not UTF-8") from None
    if any(char < " " and char != "\n" for char in whole):
        raise BadNote("a control character")
    text, blank, lines = whole.rpartition("\n\n")
    if not blank or not lines.endswith("\n"):
        raise BadNote("no blank line before the signatures, or no newline at the end")
    signatures = tuple(_read_line(line) for line in lines[:-1].split("\n"))
    if len(signatures) > _SIGNATURES_MAX:
        raise BadNote("too many signatures")
    return Note(text + "\n", signatures)


def open_note(data: bytes, verifiers: Iterable[Verifier]) -> OpenedNote:
    """The text and the keys that stand for it.

    Unknown keys are passed over; a known key whose signature fails rejects the note, and so does
    a note without any known good signature.
    """
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    note = parse_note(data)
    verified: dict[Verifier, int] = {}
    for name, key_id, blob in note.signatures:
        verifier = known.get((name, key_id))
        if verifier is None:
            continue
        if not verifier.verify(note.text, blob):
            raise BadNote(f"the signature of {name} is false")
        at = cosigned_at(blob) if verifier.kind == COSIGNATURE else 0
        verified[verifier] = max(at, verified.get(verifier, 0))
    if not verified:
        raise BadNote("no signature of a known key")
    cosigned = {v: at for v, at in verified.items() if v.kind == COSIGNATURE}
    return OpenedNote(note.text, tuple(verified), cosigned)


def cosigned_at(blob: bytes) -> int:
    """The time in a cosignature, in seconds since 1970."""
    return int.from_bytes(blob[:_TIME], "big")


def strict_base64(text: str) -> bytes:
    """Standard base64 with padding whose unused bits are zero; `ValueError` otherwise."""
    data = b64decode(text, validate=True)
    if b64encode(data).decode() != text:
        raise ValueError("not canonical base64")
    return data


def _cosigned(text: bytes, seconds: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % seconds + text


def _read_line(line: str) -> tuple[str, bytes, bytes]:
    try:
        dash, name, base64 = line.split(" ")
        blob = strict_base64(base64)
    except ValueError:
        raise BadNote("a signature line is not `— name base64`") from None
    if dash != "—" or not _is_name(name) or len(blob) <= 4:
        raise BadNote("a signature line is not `— name base64`")
    return name, blob[:4], blob[4:]


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(char.isspace() for char in name)


def _read_key(text: str) -> tuple[str, str, int, bytes]:
    try:
        name, key_id, base64 = text.split("+", 2)
        key = strict_base64(base64)
    except ValueError:
        raise BadKey("not `name+hash+base64`") from None
    if not _is_name(name) or len(key) != 33 or key[0] not in {ED25519, COSIGNATURE}:
        raise BadKey("not a name with an Ed25519 key")
    return name, key_id, key[0], key[1:]


def _written_key(name: str, key_id: bytes, kind: int, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{b64encode(bytes((kind,)) + key).decode()}"
