"""RSA signatures as others make them, over SHA-512 with PKCS #1 v1.5 (RFC 8017, 8.2).

Nothing of this log is signed so; public beacons are.
"""

from base64 import b64decode
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import load_der_public_key

_BITS_MIN = 2048


class BadRsaKey(ValueError):
    """This is no RSA key of 2,048 bits or more: base64 of a SubjectPublicKeyInfo (RFC 5280)."""


@dataclass(frozen=True)
class RsaKey:
    """The public key of somebody outside this log."""

    public: RSAPublicKey

    @classmethod
    def parse(cls, text: str) -> "RsaKey":
        """From base64 without line breaks of the key's DER, as a certificate carries it."""
        try:
            public = load_der_public_key(b64decode(text, validate=True))
        except (ValueError, UnsupportedAlgorithm):
            raise BadRsaKey("not the base64 of a public key") from None
        if not isinstance(public, RSAPublicKey) or public.key_size < _BITS_MIN:
            raise BadRsaKey(f"not an RSA key of {_BITS_MIN} bits or more")
        return cls(public)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this is the key's signature of these bytes."""
        try:
            self.public.verify(signature, message, PKCS1v15(), SHA512())
        except InvalidSignature:
            return False
        return True
