"""A connection to the mail server (RFC 5321), and mails as bytes on it (RFC 5322)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any, Protocol

from quizserver.config import MailServer

__all__ = ["MailRefused", "MailServerAway", "MailUnsure", "Outgoing", "Postman", "build_message", "open_postman"]

_SECONDS = 10


class MailServerAway(Exception):
    """Nothing was sent: no connection, no sign-in, or a passing refusal (4xx). Try again later."""


class MailRefused(Exception):
    """The server will never take this mail (5xx)."""


class MailUnsure(Exception):
    """The connection broke after the text was handed over: it may have been sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail with its words. Its `id` is its Message-ID: should a server be handed it twice, it can tell."""

    id: str
    name: str
    email: str
    subject: str
    text: str
    calendar: str | None = None


class Postman(Protocol):
    """Sends mails one after another."""

    def send(self, mail: Outgoing) -> None:
        """Raises MailServerAway, MailRefused or MailUnsure."""
        ...


@contextmanager
def open_postman(server: MailServer) -> Iterator[Postman]:
    """One connection for many mails. Raises MailServerAway."""
    try:
        client = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise MailServerAway(type(error).__name__) from error
    try:
        yield _Connection(client, sender=_sender(server))
    finally:
        with suppress(OSError, smtplib.SMTPException):
            client.quit()


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.tls:
        client: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    else:
        client = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        client.ehlo()
        # A password never travels in the clear: without STARTTLS this raises.
        if client.has_extn("starttls") or (server.user and not _is_here(server.host)):
            client.starttls(context=context)
            client.ehlo()
    if server.user:
        client.login(server.user, server.password)
    return client


def _sender(server: MailServer) -> Address:
    local, _, domain = server.sender_address.rpartition("@")
    return Address(display_name=server.sender_name, username=local, domain=domain)


class _Connection:
    def __init__(self, client: smtplib.SMTP, *, sender: Address) -> None:
        self._client = client
        self._sender = sender

    def send(self, mail: Outgoing) -> None:
        message = build_message(mail, sender=self._sender)
        try:
            # A connection that broke since the last mail is noticed while surely nothing has been sent.
            self._client.noop()
        except (smtplib.SMTPException, OSError) as error:
            raise MailServerAway(type(error).__name__) from error
        try:
            self._client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = max((code for code, _ in error.recipients.values()), default=550)
            raise (MailRefused if code >= 500 else MailServerAway)(str(code)) from error
        except smtplib.SMTPResponseException as error:
            raise (MailRefused if error.smtp_code >= 500 else MailServerAway)(str(error.smtp_code)) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise MailUnsure(type(error).__name__) from error
        except (smtplib.SMTPException, ValueError) as error:
            raise MailRefused(type(error).__name__) from error


class _WholeSubjects(EmailPolicy):
    """The standard policy loses the spaces where it folds a Japanese subject; here all of it is encoded words."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() != "subject" or str(value).isascii():
            return str(super().fold(name, value))
        encoded = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() != "subject":
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii")


_POLICY = _WholeSubjects(linesep="\r\n")


def build_message(mail: Outgoing, *, sender: Address) -> EmailMessage:
    """Plain text in UTF-8, with a calendar file where there is one. Names cannot break out of a header (RFC 2047)."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    local, _, domain = mail.email.rpartition("@")
    message["To"] = Address(display_name=_one_line(mail.name), username=local, domain=domain)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{mail.id}@{sender.domain or 'localhost'}>"
    # RFC 3834: no out-of-office notes in reply.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="base64")
    if mail.calendar is not None:
        message.add_attachment(
            mail.calendar.encode(),
            maintype="text",
            subtype="calendar",
            filename="due-date.ics",
            # RFC 6047, 2.4: the method stands here as well.
            params={"charset": "utf-8", "method": "PUBLISH"},
        )
    return message


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _is_here(host: str) -> bool:
    return host in ("127.0.0.1", "::1", "localhost")
