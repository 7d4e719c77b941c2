"""The only way from this server to a provider: checked addresses, no redirects, little time, small answers."""

from __future__ import annotations

import io
import ipaddress
import socket
import time
from typing import Any
from urllib.parse import SplitResult, urlsplit

from requests import PreparedRequest, RequestException, Response
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from quizserver.identity_provider import LOOPBACK

__all__ = ["Reach", "Unreachable", "check_address"]

_CONNECT_SECONDS = 3
_SILENT_SECONDS = 4
_WHOLE_SECONDS = 8
_MOST_BYTES = 512 * 1024


class Unreachable(RequestException):
    """An address that is not asked, or an answer that is not taken; the text says why, in a word."""


class Reach(HTTPAdapter):
    """For `requests`: asks the issuer's own origin, and other public hosts over https. Nothing else, nowhere else."""

    def __init__(self, issuer: str) -> None:
        super().__init__(max_retries=0)
        self._issuer = issuer

    def send(self, request: PreparedRequest, *_given: Any, **options: Any) -> Response:
        """Ask. Raises RequestException."""
        check_address(str(request.url), issuer=self._issuer)
        until = time.monotonic() + _WHOLE_SECONDS
        options |= {"timeout": (_CONNECT_SECONDS, _SILENT_SECONDS), "stream": True}
        response = super().send(request, **options)
        with response:
            if response.is_redirect or 300 <= response.status_code < 400:
                raise Unreachable("redirect")
            body = _read(response, until=until)
        response.raw = io.BytesIO(body)
        # The body is unpacked already.
        response.headers.pop("Content-Encoding", None)
        return response


def check_address(url: str, *, issuer: str) -> None:
    """Raises Unreachable for what a discovery document has no business to name.

    The issuer's own origin may be inside the company; any other host must be on the public network. Somebody who makes
    a name point inside only after this check still meets TLS, which wants that name's certificate.
    """
    try:
        parts, own = urlsplit(url), urlsplit(issuer)
        if _origin(parts) == _origin(own):
            return
    except ValueError as error:
        raise Unreachable("malformed") from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise Unreachable("not_https")
    if parts.hostname in LOOPBACK or not all(map(_is_public, _addresses(parts.hostname))):
        raise Unreachable("inside")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _addresses(host: str) -> list[str]:
    try:
        return [str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        # A name that only the company's proxy knows: the request then goes through that proxy or nowhere.
        return []


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return parsed.is_global and not parsed.is_multicast


def _read(response: Response, *, until: float) -> bytes:
    body = bytearray()
    try:
        for piece in response.raw.stream(16_384, decode_content=True):
            body += piece
            if len(body) > _MOST_BYTES:
                raise Unreachable("too_large")
            if time.monotonic() > until:
                raise Unreachable("too_slow")
    except HTTPError as error:
        raise Unreachable("broken_off") from error
    return bytes(body)
