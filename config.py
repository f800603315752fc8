"""What one installation is told from outside, read once from the environment.

Every variable is documented in docs/settings.md. Nothing else in the project reads the environment.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

ENVIRONMENTS = ("development", "demo", "test", "production")
SECOND_FACTOR = ("", "required", "offered")
DEFAULT_SECRET = "for-development-only-never-in-production"  # noqa: S105 - refused in production, see problems()
SHORTEST_SECRET = 32
MEGABYTE = 1024 * 1024


class Misconfigured(RuntimeError):
    """Raised at start when this installation must not serve; the message names every reason."""


@dataclass(frozen=True)
class Config:
    """One installation's settings. `problems()` says why it may not run in production."""

    environment: str = "development"
    debug: bool = False
    secret_key: str = field(default=DEFAULT_SECRET, repr=False)
    database_url: str = ""
    base_url: str = "http://127.0.0.1:8000"
    allowed_hosts: tuple[str, ...] = ()
    instance: Path = Path("instance")
    smtp_url: str = ""
    mail_from: str = "Balanzan <ne-pas-repondre@localhost>"
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    sms_sender: str = "Balanzan"
    trusted_proxies: int = 0
    sqlite_synchronous: str = "FULL"
    default_language: str = "fr"
    clock_offset: int = 0
    second_factor: str = ""
    largest_request: int = 8 * MEGABYTE

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read the settings from `BALANZAN_…` variables (and DATABASE_URL); unknown values keep their default."""
        base_url = environ.get("BALANZAN_BASE_URL", "")
        hosts = environ.get("BALANZAN_ALLOWED_HOSTS", "")
        return cls(
            environment=environ.get("BALANZAN_ENV", "development"),
            debug=environ.get("BALANZAN_DEBUG", "") == "1",
            secret_key=environ.get("BALANZAN_SECRET_KEY", DEFAULT_SECRET),
            database_url=environ.get("DATABASE_URL", ""),
            base_url=base_url.rstrip("/") or ("" if environ.get("BALANZAN_ENV") == "production" else cls.base_url),
            allowed_hosts=tuple(host.strip() for host in hosts.split(",") if host.strip()),
            instance=Path(environ.get("BALANZAN_INSTANCE", "instance")).resolve(),
            smtp_url=environ.get("BALANZAN_SMTP_URL", ""),
            mail_from=environ.get("BALANZAN_MAIL_FROM", cls.mail_from),
            sms_url=environ.get("BALANZAN_SMS_URL", ""),
            sms_token=environ.get("BALANZAN_SMS_TOKEN", ""),
            sms_sender=environ.get("BALANZAN_SMS_SENDER", cls.sms_sender),
            trusted_proxies=int(environ.get("BALANZAN_TRUSTED_PROXIES", "0")),
            sqlite_synchronous=environ.get("BALANZAN_SQLITE_SYNCHRONOUS", cls.sqlite_synchronous),
            clock_offset=int(environ.get("BALANZAN_CLOCK_OFFSET", "0")),
            second_factor=environ.get("BALANZAN_SECOND_FACTOR", ""),
            default_language=environ.get("BALANZAN_LANGUAGE", cls.default_language),
        )

    @property
    def in_production(self) -> bool:
        """Whether real people's data is at stake here."""
        return self.environment == "production"

    @property
    def sqlalchemy_url(self) -> str:
        """The database's address; a SQLite file in the instance folder when none is given."""
        url = self.database_url or f"sqlite:///{(self.instance / 'balanzan.sqlite').resolve()}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def is_https(self) -> bool:
        """Whether visitors reach this installation over TLS."""
        return self.base_url.startswith("https://")

    @property
    def served_hosts(self) -> list[str]:
        """The host names this installation answers to; any other gets a 400."""
        own = urlsplit(self.base_url).hostname
        return [*self.allowed_hosts, *([own] if own else [])]

    @property
    def requires_second_factor(self) -> bool:
        """Whether roles with powers sleep until a second factor is given; in production unless told otherwise."""
        return (self.second_factor or ("required" if self.in_production else "offered")) == "required"

    def problems(self) -> list[str]:
        """Say, one sentence each, why these settings may not serve in production."""
        found = []
        if self.environment not in ENVIRONMENTS:
            found.append(f"BALANZAN_ENV must be one of {', '.join(ENVIRONMENTS)}.")
        if self.second_factor not in SECOND_FACTOR:
            found.append("BALANZAN_SECOND_FACTOR must be required or offered.")
        if not self.in_production:
            return found
        if self.debug:
            found.append("BALANZAN_DEBUG is on: debug pages show secrets to strangers.")
        if self.secret_key == DEFAULT_SECRET or len(self.secret_key) < SHORTEST_SECRET:
            found.append(f"BALANZAN_SECRET_KEY is missing, the default, or shorter than {SHORTEST_SECRET} characters.")
        if not urlsplit(self.base_url).hostname:
            found.append("BALANZAN_BASE_URL is missing: links in messages would point nowhere.")
        if not self.allowed_hosts:
            found.append("BALANZAN_ALLOWED_HOSTS is missing: a forged Host header could enter a link.")
        if self.sms_url and not self.sms_url.startswith("https://"):
            found.append("BALANZAN_SMS_URL must begin with https://: the gateway's token would travel in clear.")
        return found

    def check(self) -> None:
        """Refuse to start with settings that are wrong, naming every reason at once."""
        if found := self.problems():
            raise Misconfigured("Balanzan does not start:\n- " + "\n- ".join(found))
