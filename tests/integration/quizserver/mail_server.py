"""A real mail server on loopback: it speaks SMTP, keeps what it gets, and misbehaves when told to."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from quizserver.config import MailServer


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class MailBox:
    """Handler of aiosmtpd. `answers` are given to the next mails instead of 250; "drop" breaks the connection."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: list[str] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str | None:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "drop":
            self._keep(envelope)
            server.transport.abort()
            return None
        if answer.startswith("250"):
            self._keep(envelope)
        return answer

    def _keep(self, envelope: Any) -> None:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)

    @property
    def settings(self) -> MailServer:
        """How quizserver reaches it."""
        return MailServer(
            host="127.0.0.1",
            port=self.controller.port,
            user="",
            password="",
            tls=False,
            sender_name="研修事務局",
            sender_address="training@example.com",
        )

    def text(self, number: int = -1) -> str:
        """The words of a mail."""
        body = self.mails[number].get_body(("plain",))
        assert body is not None
        return str(body.get_content())
