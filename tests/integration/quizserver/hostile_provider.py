"""A provider that lies: it signs whatever a test tells it to, over real HTTP on loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

__all__ = ["HostileProvider", "hostile_provider"]

_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
_OTHER_KEY = RSAKey.generate_key(2048, {"kid": "two"})


class HostileProvider:
    """Its lies are attributes: `claims` over those of an honest token, `document` over the discovery document."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.document: dict[str, Any] = {}
        self.signer = "own"
        self.answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.seen: list[str] = []
        self.nonce = ""
        self.challenge = ""

    def note(self, address: str) -> str:
        """Read what our server asks for; the state."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.nonce, self.challenge = asked["nonce"], asked["code_challenge"]
        return asked["state"]

    def discovery(self) -> dict[str, Any]:
        """The document."""
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{end}" for name, end in names.items()} | self.document

    def token(self) -> str:
        """An ID token as it was told to make it."""
        now = int(time.time())
        honest = {"iss": self.issuer, "sub": "mallory", "aud": "course", "exp": now + 300, "iat": now}
        claims = honest | {"nonce": self.nonce, "company": {"number": "00123"}} | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signer == "none":
            head, body = ({"alg": "none"}, claims)
            return ".".join(_packed(json.dumps(part).encode()) for part in (head, body)) + "."
        if self.signer == "public key as secret":
            # By hand: the library refuses to be that careless.
            said = ".".join(_packed(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "one"}, claims))
            mac = hmac.digest(_KEY.as_pem(private=False), said.encode(), "sha256")
            return f"{said}.{_packed(mac)}"
        key = _OTHER_KEY if self.signer == "other" else _KEY
        return jwt.encode(self.header, claims, key)

    def answer(self, path: str, body: str) -> tuple[int, dict[str, str], bytes]:
        """What to say at this path."""
        self.seen.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return _json(self.discovery())
        if path == "/jwks":
            return _json({"keys": [_KEY.as_dict(private=False)]})
        if path == "/token":
            verifier = parse_qs(body).get("code_verifier", [""])[0]
            if _packed(hashlib.sha256(verifier.encode()).digest()) != self.challenge:
                return 400, {"Content-Type": "application/json"}, b'{"error": "invalid_grant"}'
            return _json({"access_token": "x", "token_type": "Bearer", "id_token": self.token()})
        return 404, {}, b""


@contextmanager
def hostile_provider() -> Iterator[HostileProvider]:
    """One, running."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            status, headers, body = provider.answer(self.path, self.rfile.read(length).decode())
            self.send_response(status)
            for name, value in (headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = HostileProvider(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _json(value: Any) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/json"}, json.dumps(value).encode()


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
