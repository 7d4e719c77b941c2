"""Two providers of identities that others wrote, on loopback, and a person's browser that signs in at them."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from conftest import ORIGIN, World
from live_server import free_port
from werkzeug.test import TestResponse

from quizserver.identity_provider import ClaimNames, IdentityProvider

__all__ = ["CLIENT_SECRET", "RETURN_ADDRESS", "Browser", "mock_provider", "panva_provider", "provider_settings"]

HERE = Path(__file__).parent
RETURN_ADDRESS = f"{ORIGIN}/app/sign-in/callback"
CLIENT_SECRET = "a secret of tests & more"
PEOPLE = {
    "tanaka": {
        "name": "田中 花子",
        "email": "hanako@example.com",
        "email_verified": True,
        "company": {"number": ["00123"], "department": "20"},
    },
    "stranger": {"name": "Stranger", "email": "stranger@example.com", "company": {"number": "99999"}},
}


def provider_settings(issuer: str, **changes: Any) -> IdentityProvider:
    """As the environment would give them; claim names are those of both providers."""
    claims = ClaimNames(
        employee_number=changes.pop("number_claim", "company.number"),
        department_code="company.department",
        email="email",
        name="name",
        kana="",
    )
    settings = IdentityProvider(
        issuer=issuer,
        client_id="course",
        client_secret=CLIENT_SECRET,
        scopes="openid email profile",
        claims=claims,
        labels={"en": "Sign in with Example Corp.", "ja": "例示商事のアカウントでサインイン"},
        create=False,
    )
    return replace(settings, **changes)


@contextmanager
def panva_provider() -> Iterator[str]:
    """The issuer of a running `oidc-provider` (npm, certified by the OpenID Foundation)."""
    node, port = shutil.which("node"), free_port()
    if node is None or not (HERE.parents[2] / "node_modules" / "oidc-provider").exists():
        pytest.fail("oidc-provider is not installed: ./run test installs it (Node.js and npm)", pytrace=False)
    command = [node, str(HERE / "panva.mjs"), str(port), RETURN_ADDRESS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@contextmanager
def mock_provider() -> Iterator[str]:
    """The issuer of a running `oidc-provider-mock` (PyPI)."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    for sub, claims in PEOPLE.items():
        command += ["--user-claims", json.dumps({"sub": sub} | claims)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def _wait(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the provider did not start within 30 seconds", pytrace=False)


class Browser:
    """One browser: at our server by Flask's test client, at the provider over real HTTP."""

    def __init__(self, world: World) -> None:
        self.ours = world.app.test_client()
        self.theirs = requests.Session()

    def leave(self, language: str = "en", *, next_path: str = "") -> TestResponse:
        """Press the company's button on the sign-in page."""
        page = self.ours.get(f"/app/{language}/sign-in", query_string={"next": next_path} if next_path else {})
        link = re.search(r'href="(/app/\w\w/sign-in/company[^"]*)"', page.text)
        assert link is not None, page.text
        return self.ours.get(unescape(link[1]))

    def pass_provider(self, address: str, person: str, *, cancel: bool = False) -> str:
        """Fill in the provider's forms until it sends the browser back; the address it sends it to."""
        typed = {"login": person, "password": "x", "sub": person}
        answer = self.theirs.get(address, allow_redirects=False)
        for _ in range(12):
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if target.startswith(RETURN_ADDRESS):
                    return target
                answer = self.theirs.get(target, allow_redirects=False)
                continue
            assert answer.status_code == 200, answer.text
            if cancel:
                link = re.search(r'href="([^"]+/abort)"', answer.text)
                assert link is not None, answer.text
                answer = self.theirs.get(urljoin(answer.url, link[1]), allow_redirects=False)
                continue
            answer = self._submit(answer, typed)
        raise AssertionError(answer.text)

    def come_back(self, address: str, **options: Any) -> TestResponse:
        """Open the address that the provider sent the browser to."""
        parts = urlsplit(address)
        return self.ours.get(f"{parts.path}?{parts.query}", **options)

    def sign_in(self, person: str, language: str = "en", *, next_path: str = "") -> TestResponse:
        """All of it; the answer of our server in the end."""
        left = self.leave(language, next_path=next_path)
        assert left.status_code == 303, left.text
        return self.come_back(self.pass_provider(left.headers["Location"], person))

    def who(self) -> dict[str, Any]:
        """What our server thinks who this is."""
        return dict(self.ours.get("/api/v1/session").get_json())

    def _submit(self, page: requests.Response, typed: dict[str, str]) -> requests.Response:
        form = re.search(r"<form[^>]*>(.*?)</form>", page.text, re.S)
        assert form is not None, page.text
        action = re.search(r'<form[^>]*action="([^"]+)"', form[0])
        fields = {}
        for tag in re.findall(r"<input[^>]*>", form[0]):
            name = re.search(r'name="([^"]+)"', tag)
            value = re.search(r'value="([^"]*)"', tag)
            if name:
                fields[name[1]] = typed.get(name[1], unescape(value[1]) if value else "")
        target = urljoin(page.url, unescape(action[1])) if action else page.url
        return self.theirs.post(target, data=fields, allow_redirects=False)
