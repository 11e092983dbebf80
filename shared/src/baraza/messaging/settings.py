"""What a machine has to be told; what the programme decides is never here, but in the log."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, Self

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from baraza.messaging.attesting import EVERY


class Settings(BaseSettings):
    """Read once from `BARAZA_*`, then passed as a value. Secrets are paths to files."""

    model_config = SettingsConfigDict(env_prefix="BARAZA_", frozen=True, extra="ignore")

    service: str = ""
    """Name of this process's service; each service's `app` sets its own."""
    origin: str = "baraza.example/local"
    nats_url: str = "nats://127.0.0.1:4222"
    nats_user: str = ""
    """Empty: the service's name."""
    nats_password_file: Path | None = None
    clock: Literal["system", "virtual"] = "system"
    home: Path = Path("data")
    """The data directory of the whole house; a service keeps to its own folder in it."""
    seed_file: Path | None = None
    """Under the virtual clock: what salts, ids and keys are derived from."""
    key_file: Path | None = None
    """The service's private signing key (`ledger.md` 6.3)."""
    attest_every: int = Field(default=EVERY, ge=100)
    """After so many entries each service attests its state. All of one house are told the same,
    for as long as its log goes on; a rehearsal of few entries may be told a small number."""
    traces_file: Path | None = None
    """Where finished spans are written, a line each; None: nowhere."""
    kill_at: str = ""
    """For tests of crashes: `name:n` ends the process at the n-th passage of a step."""
    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @classmethod
    def told(cls, environment: Mapping[str, str]) -> Self:
        """As a process would read them from this environment: for many services in one process."""
        prefix = "BARAZA_"
        ours = {
            k.removeprefix(prefix).lower(): v
            for k, v in environment.items()
            if k.startswith(prefix)
        }
        return cls.model_validate(ours)

    @property
    def user(self) -> str:
        return self.nats_user or self.service

    @property
    def password(self) -> str | None:
        file = self.nats_password_file
        return file.read_text().strip() if file else None

    @property
    def seed(self) -> bytes | None:
        """The seed's bytes; None where chance is real."""
        return self.seed_file.read_bytes().strip() if self.seed_file else None

    @property
    def virtual(self) -> bool:
        return self.clock == "virtual"

    @property
    def folder(self) -> Path:
        """Where this service keeps `read.db` and `vault.db`; made at need."""
        path = self.home / self.service
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def read_database(self) -> str:
        return f"sqlite:///{self.folder / 'read.db'}"

    @property
    def vault_database(self) -> str:
        return f"sqlite:///{self.folder / 'vault.db'}"
