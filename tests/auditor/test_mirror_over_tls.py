"""An address with https: the same reading, and only from whom a certificate vouches for."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from baraza.auditor.source import NOTE_MAX, Unreadable, opened
from histories import audit
from mirrors import Mirror, Patient

EXPORT = Path(__file__).parents[1] / "vectors" / "export"
NOW = 1_804_064_700


class Export(Mirror):
    """The vectors, one answer per connection."""

    asked, connections = [], []

    def __init__(self, *args: object) -> None:
        super().__init__(*args, directory=str(EXPORT))  # type: ignore[arg-type]


def certificate(folder: Path) -> Path:
    """A throwaway certificate of this machine, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def trusted(tmp_path: Path) -> Path:
    return certificate(tmp_path)


@pytest.fixture
def address(trusted: Path) -> Iterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(trusted)
    server = Patient(("127.0.0.1", 0), Export)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_https_address_verifies(
    address: str, trusted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))

    assert audit("verify", address, "--policy", EXPORT / "policy", now=NOW) == 0


@pytest.mark.case(40)
def test_nobody_vouches_for_a_stranger(address: str) -> None:
    with pytest.raises(Unreadable, match="CERTIFICATE_VERIFY_FAILED"):
        opened(address).read("checkpoint", NOTE_MAX)
