"""The office of the story: a course, its server and its mail server as processes of their own, and a clock to move."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

__all__ = ["MailBox", "Office", "free_port", "roster_text", "wait_for"]

# A company of three departments; every name may occur, as in any company.
DEPARTMENTS = (("S100", "営業部", 2950), ("D200", "開発部", 1850), ("K300", "管理部", 200))
FAMILY = ("佐藤 サトウ", "鈴木 スズキ", "髙橋 タカハシ", "山﨑 ヤマザキ", "渡邉 ワタナベ", "小林 コバヤシ", "森 モリ")
GIVEN = ("一郎 イチロウ", "美咲 ミサキ", "健太 ケンタ", "葵 アオイ", "翔 ショウ", "陽子 ヨウコ", "大輔 ダイスケ")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str) -> None:
    """Until a server answers there."""
    for _ in range(150):
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"{url} did not answer within 30 seconds", pytrace=False)


class MailBox:
    """A mail server on loopback that keeps what it gets."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def take(self) -> list[EmailMessage]:
        """What has come since the last look."""
        taken, self.mails = self.mails, []
        return taken


@dataclass
class Office:
    """Where everything runs."""

    url: str
    box: MailBox
    environment: dict[str, str]
    folder: Path

    def command(self, *arguments: str, days: int = 0, typed: str = "") -> str:
        """What the operator's cron types, so many days later."""
        environment = self.environment
        if days:
            library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
            environment = environment | {"LD_PRELOAD": str(library), "FAKETIME": f"+{days}d"}
        done = subprocess.run(
            [sys.executable, "-m", "quizserver", *arguments],
            env=os.environ | environment,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def roster_text() -> str:
    """5 000 people as a Japanese personnel system exports them; the head of each department is its first person."""
    lines = ["社員番号,氏名,フリガナ,メールアドレス,所属コード,部署,役職,上長の社員番号,言語"]
    number = 0
    for code, name, size in DEPARTMENTS:
        head = f"{number + 1:06}"
        for place in range(size):
            number += 1
            family, family_kana = FAMILY[number % len(FAMILY)].split()
            given, given_kana = GIVEN[number // len(FAMILY) % len(GIVEN)].split()
            title, boss = ("部長", "") if place == 0 else ("", head)
            lines.append(
                f"{number:06},{family} {given},{family_kana} {given_kana},p{number:06}@example.com,"
                f"{code},{name},{title},{boss},日本語"
            )
    return "\r\n".join(lines) + "\r\n"
