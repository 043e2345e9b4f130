"""Read `TENURE_*` from the environment, an `.env` file, and `_FILE` twins of secrets."""

import os
from functools import cache
from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from tenure.kernel.errors import BadInput
from tenure.platform.egress import EgressClient
from tenure.platform.home import Home


class Options(BaseSettings):
    """Everything that can be set. Defaults work with none set."""

    model_config = SettingsConfigDict(env_prefix="TENURE_", env_file=".env", extra="ignore")

    home: Path = Field(Path("tenure-home"), description="Folder that holds all state.")
    database_url: str | None = Field(
        None, description="PostgreSQL address, `postgresql://user:password@host/name`; SQLite in the home when unset."
    )
    smtp_url: str | None = Field(
        None, description="Where mail goes out, `smtp://user:password@host:587/?starttls=1`; unset, live mail waits."
    )
    mail_from: str = Field(
        "hello@localhost",
        description="Sender of mail, `a@example.com` or `Acme <a@example.com>`; unnamed, the workspace.",
    )
    secret_key: SecretStr | None = Field(None, description="Signs sessions and links; made in the home when unset.")
    secret_key_fallbacks: SecretStr | None = Field(
        None, description="Former secret keys, set apart by commas; links signed with them go on working."
    )
    base_url: str = Field("http://127.0.0.1:8000", description="Address under which people reach this Tenure.")
    egress_allow_cidrs: str = Field(
        "", description="Private ranges that outgoing calls may reach, such as `10.1.0.0/16,fd00::/8`; none when empty."
    )
    key_rate_limit: int = Field(
        0, ge=0, description="Events a second that one key may send; more are answered 429. No limit when 0."
    )
    front_processes: int = Field(
        2, ge=1, le=64, description="Processes that take events in and hand on pages; each may fill a core."
    )
    log_level: str = Field("info", description="`debug`, `info`, `warning` or `error`.")

    @property
    def state_home(self) -> Home:
        """Return the home folder as a value."""
        return Home(self.home.expanduser().absolute())

    def signing_key(self) -> str:
        """Return the key that signs sessions and links."""
        return self.secret_key.get_secret_value() if self.secret_key else self.state_home.secret_key()

    def former_keys(self) -> list[str]:
        """Return the keys that signed before this one."""
        text = self.secret_key_fallbacks.get_secret_value() if self.secret_key_fallbacks else ""
        return [key.strip() for key in text.split(",") if key.strip()]

    def egress_client(self) -> EgressClient:
        """Return the one way out for calls to addresses that users can set."""
        try:
            ranges = [ip_network(text.strip()) for text in self.egress_allow_cidrs.split(",") if text.strip()]
        except ValueError as error:
            message = f"TENURE_EGRESS_ALLOW_CIDRS: {error}; write ranges as `10.1.0.0/16,fd00::/8`."
            raise BadInput(message, field="egress_allow_cidrs") from None
        return EgressClient(allowed=ranges)


SECRETS = ("DATABASE_URL", "SMTP_URL", "SECRET_KEY", "SECRET_KEY_FALLBACKS")


@cache
def load() -> Options:
    """Return the options of this process, read once."""
    return Options(**_from_files())  # type: ignore[arg-type]  # pydantic turns text into what a field is


def _from_files() -> dict[str, str]:
    """Return the secrets whose `_FILE` twin is set."""
    files = {name: os.environ.get(f"TENURE_{name}_FILE") for name in SECRETS}
    return {name.lower(): Path(path).read_text().strip() for name, path in files.items() if path}
