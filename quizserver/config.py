"""The settings of a server: one frozen value, read once from the environment. `docs/settings.md` describes each."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from email.utils import parseaddr
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from quizserver.errors import SettingsError
from quizserver.identity_provider import LOOPBACK, OIDC_OPTIONS, IdentityProvider, load_identity_provider

__all__ = ["OPTIONS", "MailServer", "ReminderPolicy", "Settings", "load_settings", "postgres_url"]

Mode = Literal["development", "production"]

OPTIONS: Mapping[str, str] = {
    "COURSE_MODE": "development",
    "COURSE_DATA": "data",
    "COURSE_SITE": "site",
    "COURSE_COMPILED": "build/compiled",
    "COURSE_DATABASE_URL": "",
    "COURSE_ORIGIN": "",
    "COURSE_SECRET_KEY": "",
    "COURSE_SIGN_UP": "",
    "COURSE_TIMEZONE": "Asia/Tokyo",
    "COURSE_SMTP_URL": "",
    "COURSE_MAIL_FROM": "",
    "COURSE_REMIND_DAYS": "14,3",
    "COURSE_REMIND_OVERDUE_DAYS": "1,7",
    "COURSE_REMIND_DIGEST": "monday",
    "COURSE_REMIND_AT": "off",
    "COURSE_SESSION_IDLE_HOURS": "72",
    "COURSE_SESSION_DAYS": "14",
    "COURSE_TRIES_PER_ADDRESS": "10",
    "COURSE_PROXIES": "0",
    "COURSE_THREADS": "64",
    "COURSE_CONNECTION_LIMIT": "500",
    "COURSE_CHANNEL_TIMEOUT": "60",
    "COURSE_ISSUER": "",
    "COURSE_ISSUER_JA": "",
    "COURSE_ISSUER_KEYS": "",
    "COURSE_CERTIFICATE_SCORE": "off",
    "COURSE_FONTS": "",
    "COURSE_RETENTION_YEARS": "",
    "COURSE_PRIVACY_CONTACT": "",
    "COURSE_PRIVACY_TEXT": "",
    "COURSE_PRIVACY_TEXT_JA": "",
    **OIDC_OPTIONS,
    "COURSE_PASSWORD_SIGN_IN": "on",
    "COURSE_SECOND_FACTOR": "optional",
    "HOST": "127.0.0.1",
    "PORT": "8000",
}
"""Every variable that is read, with its default; an empty default is explained in `docs/settings.md`."""

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_KNOWN_SECRETS = ("changeme", "change-me", "secret", "password", "default", "insecure", "development", "example")
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails go. With `tls` from the first byte; otherwise STARTTLS, demanded as soon as there is a password."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: bool
    sender_name: str
    sender_address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderPolicy:
    """When learners are reminded, in days before and after the due day, and managers, by weekday (0 is Monday).

    `at` is the local time from which `serve` does it by itself; None leaves it to a timer and to HR.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    digest_weekday: int | None
    at: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How this server runs. Durations carry their unit in the name."""

    mode: Mode
    data: Path
    site: Path
    compiled: Path
    database_url: str
    origins: tuple[str, ...]
    secret_key: bytes
    sign_up: bool
    timezone: ZoneInfo
    mail: MailServer | None
    reminders: ReminderPolicy
    session_idle_hours: int
    session_days: int
    tries_per_address: int
    proxies: int
    threads: int
    connection_limit: int
    channel_timeout: int
    issuer: Mapping[str, str] | None
    issuer_keys: Path | None
    certificate_score: bool
    fonts: Path | None
    retention_years: int | None
    privacy_contact: str
    privacy_text: Mapping[str, str]
    identity_provider: IdentityProvider | None
    passwords: Literal["on", "admin"]
    second_factor: Literal["off", "optional", "required"]
    host: str
    port: int

    @property
    def secure(self) -> bool:
        """Whether people reach this server by https: cookies are then `Secure`, and HSTS is sent."""
        return self.origins[0].startswith("https://")

    @property
    def embedded(self) -> bool:
        """Whether records are in a SQLite file of this server."""
        return self.database_url.startswith("sqlite")


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings. Raises SettingsError, naming the variable and the remedy."""
    values = {name: environ.get(name, "").strip() or default for name, default in OPTIONS.items()}
    mode = _choice(values, name="COURSE_MODE", choices=("development", "production"))
    production = mode == "production"
    data = Path(values["COURSE_DATA"]).absolute()
    port = _whole(values, name="PORT", least=0, most=65535)
    return Settings(
        mode="production" if production else "development",
        data=data,
        site=Path(values["COURSE_SITE"]).absolute(),
        compiled=Path(values["COURSE_COMPILED"]).absolute(),
        database_url=_database_url(values["COURSE_DATABASE_URL"], data=data),
        origins=_origins(values["COURSE_ORIGIN"], production=production, port=port),
        secret_key=_secret_key(values["COURSE_SECRET_KEY"], production=production, data=data),
        sign_up=_sign_up(values, production=production),
        timezone=_timezone(values["COURSE_TIMEZONE"]),
        mail=_mail_server(values),
        reminders=_reminders(values),
        session_idle_hours=_whole(values, name="COURSE_SESSION_IDLE_HOURS", least=1, most=24 * 90),
        session_days=_whole(values, name="COURSE_SESSION_DAYS", least=1, most=90),
        tries_per_address=_whole(values, name="COURSE_TRIES_PER_ADDRESS", least=1, most=10_000),
        proxies=_whole(values, name="COURSE_PROXIES", least=0, most=10),
        threads=_whole(values, name="COURSE_THREADS", least=1, most=256),
        connection_limit=_whole(values, name="COURSE_CONNECTION_LIMIT", least=10, most=100_000),
        channel_timeout=_whole(values, name="COURSE_CHANNEL_TIMEOUT", least=5, most=3600),
        issuer=_issuer(values, production=production),
        issuer_keys=_issuer_keys(values["COURSE_ISSUER_KEYS"], production=production, data=data),
        certificate_score=_choice(values, name="COURSE_CERTIFICATE_SCORE", choices=("on", "off")) == "on",
        fonts=_folder(values, name="COURSE_FONTS"),
        retention_years=_years(values),
        privacy_contact=values["COURSE_PRIVACY_CONTACT"],
        privacy_text=_privacy_text(values),
        identity_provider=load_identity_provider(values, production=production),
        passwords=_passwords(values),
        second_factor=_second_factor(values),
        host=values["HOST"],
        port=port,
    )


def _choice(values: Mapping[str, str], *, name: str, choices: tuple[str, ...]) -> str:
    if values[name] not in choices:
        raise SettingsError(f"{name} is {values[name]!r}. Set it to one of: {', '.join(choices)}.")
    return values[name]


def _whole(values: Mapping[str, str], *, name: str, least: int, most: int) -> int:
    text = values[name]
    if not (text.isascii() and text.isdigit()) or not least <= int(text) <= most:
        raise SettingsError(f"{name} is {text!r}. Set it to a whole number from {least} to {most}.")
    return int(text)


def _sign_up(values: Mapping[str, str], *, production: bool) -> bool:
    if not values["COURSE_SIGN_UP"]:
        return not production
    return _choice(values, name="COURSE_SIGN_UP", choices=("on", "off")) == "on"


def _passwords(values: Mapping[str, str]) -> Literal["on", "admin"]:
    if _choice(values, name="COURSE_PASSWORD_SIGN_IN", choices=("on", "admin")) == "on":
        return "on"
    if not values["COURSE_OIDC_ISSUER"]:
        raise SettingsError(
            "COURSE_PASSWORD_SIGN_IN is admin, but there is no other way in. Set COURSE_OIDC_ISSUER as well, or on."
        )
    return "admin"


def _second_factor(values: Mapping[str, str]) -> Literal["off", "optional", "required"]:
    chosen = _choice(values, name="COURSE_SECOND_FACTOR", choices=("off", "optional", "required"))
    return "off" if chosen == "off" else "required" if chosen == "required" else "optional"


def _mail_server(values: Mapping[str, str]) -> MailServer | None:
    url, text = values["COURSE_SMTP_URL"], values["COURSE_MAIL_FROM"]
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingsError(
            "COURSE_SMTP_URL must look like smtp://user:password@host:587 or smtps://user:password@host."
        )
    name, address = parseaddr(text)
    if "@" not in address:
        raise SettingsError("COURSE_MAIL_FROM is not set. Set it to a sender such as: Training <training@example.com>")
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        sender_name=name,
        sender_address=address,
    )


def _reminders(values: Mapping[str, str]) -> ReminderPolicy:
    weekday = _choice(values, name="COURSE_REMIND_DIGEST", choices=(*_WEEKDAYS, "off"))
    return ReminderPolicy(
        before=_days(values, name="COURSE_REMIND_DAYS", least=0),
        after=_days(values, name="COURSE_REMIND_OVERDUE_DAYS", least=1),
        digest_weekday=None if weekday == "off" else _WEEKDAYS.index(weekday),
        at=_time_of_day(values, name="COURSE_REMIND_AT"),
    )


def _days(values: Mapping[str, str], *, name: str, least: int) -> tuple[int, ...]:
    """Numbers of days, in order, each once; none for "off"."""
    text = values[name]
    if text == "off":
        return ()
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and least <= int(part) <= 365 for part in parts):
        raise SettingsError(
            f"{name} is {text!r}. Set it to whole numbers of days from {least} to 365 with commas between, or to off."
        )
    return tuple(sorted({int(part) for part in parts}))


def _time_of_day(values: Mapping[str, str], *, name: str) -> time | None:
    text = values[name]
    if text == "off":
        return None
    hours, _, minutes = text.partition(":")
    good = all(part.isascii() and part.isdigit() and len(part) == 2 for part in (hours, minutes))
    if not good or int(hours) > 23 or int(minutes) > 59:
        raise SettingsError(f"{name} is {text!r}. Set it to a time of day such as 09:00, or to off.")
    return time(int(hours), int(minutes))


def _issuer(values: Mapping[str, str], *, production: bool) -> Mapping[str, str] | None:
    """Who certifies, in each language. Nobody by default in production: a certificate without its issuer is none."""
    name = values["COURSE_ISSUER"] or values["COURSE_ISSUER_JA"]
    if not name:
        return None if production else {"en": "Demonstration", "ja": "デモンストレーション"}
    return {"en": values["COURSE_ISSUER"] or name, "ja": values["COURSE_ISSUER_JA"] or name}


def _issuer_keys(text: str, *, production: bool, data: Path) -> Path | None:
    """The file of the keys that sign credentials. A development server makes its own, production never does."""
    if text:
        return Path(text).absolute()
    return None if production else data / "issuer-keys.json"


def _years(values: Mapping[str, str]) -> int | None:
    name = "COURSE_RETENTION_YEARS"
    return _whole(values, name=name, least=1, most=100) if values[name] else None


def _privacy_text(values: Mapping[str, str]) -> Mapping[str, str]:
    """The company's own words for the privacy page, in each language; one language stands for both."""
    one, japanese = _read_text(values, name="COURSE_PRIVACY_TEXT"), _read_text(values, name="COURSE_PRIVACY_TEXT_JA")
    return {"en": one or japanese, "ja": japanese or one}


def _read_text(values: Mapping[str, str], *, name: str) -> str:
    if not values[name]:
        return ""
    try:
        return Path(values[name]).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{name} is {values[name]!r}. Set it to a text file in UTF-8, or leave it empty."
        ) from error


def _folder(values: Mapping[str, str], *, name: str) -> Path | None:
    if not values[name]:
        return None
    path = Path(values[name]).absolute()
    if not path.is_dir():
        raise SettingsError(
            f"{name} is {values[name]!r}, which is not a folder. Set it to a folder, or leave it empty."
        )
    return path


def _timezone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"COURSE_TIMEZONE is {name!r}, which is not known here. Set it to a name like Asia/Tokyo."
        ) from error


def _database_url(text: str, *, data: Path) -> str:
    found = postgres_url(text) if text else f"sqlite:///{data / 'course.db'}"
    if found is None:
        raise SettingsError(
            "COURSE_DATABASE_URL must begin with postgresql:// (leave it empty for the embedded database)."
        )
    return found


def postgres_url(text: str) -> str | None:
    """A PostgreSQL URL as the driver wants it; None for any other text."""
    for prefix in ("postgresql://", "postgres://", "postgresql+psycopg://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    return None


def _origins(text: str, *, production: bool, port: int) -> tuple[str, ...]:
    """The origins that are ours. Never taken from a request: a Host header says what its sender likes."""
    if not text:
        if production:
            raise SettingsError(
                "COURSE_ORIGIN is not set. Set it to the address people type, such as https://course.example.com."
            )
        return tuple(f"http://{host}:{port}" for host in ("127.0.0.1", "localhost", "[::1]"))
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise SettingsError(
            f"COURSE_ORIGIN is {text!r}. Set it to scheme and host only, such as https://course.example.com."
        )
    if production and parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise SettingsError(
            "COURSE_ORIGIN must begin with https:// in production: passwords must not travel in the clear."
        )
    return (f"{parts.scheme}://{parts.netloc.lower()}",)


def _secret_key(text: str, *, production: bool, data: Path) -> bytes:
    if not text:
        if production:
            raise SettingsError(
                "COURSE_SECRET_KEY is not set. Set it to at least 32 random characters, for example the output of: "
                "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        return _stored_secret(data / "secret.key")
    lowered = text.lower()
    weak = len(set(text)) < 10 or any(lowered.startswith(word) for word in _KNOWN_SECRETS)
    if len(text) < _SECRET_BYTES or weak:
        raise SettingsError("COURSE_SECRET_KEY is short or well known. Set it to at least 32 random characters.")
    return text.encode()


def _stored_secret(path: Path) -> bytes:
    """The key of a development server: made once, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        secret = path.read_bytes().strip()
        if len(secret) < _SECRET_BYTES:
            raise SettingsError(f"{path.name} in COURSE_DATA is damaged. Delete it: a new one is made.") from None
        return secret
    with os.fdopen(handle, "wb") as file:
        secret = secrets.token_urlsafe(48).encode()
        file.write(secret)
    return secret
