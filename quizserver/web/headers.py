"""The headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

from quizserver.config import Settings

__all__ = ["PAGE_POLICY", "SITE_POLICY", "fixed_headers", "merged_policy", "policy_of"]

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
SITE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
"""For a site whose build wrote no policy of its own: no inline script runs."""

_API_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
}
_HSTS = "max-age=31536000"


def fixed_headers(settings: Settings) -> list[tuple[str, str]]:
    """The headers that are the same for every answer of this server."""
    return [*_FIXED.items(), *([("Strict-Transport-Security", _HSTS)] if settings.secure else [])]


def policy_of(path: str, site_policies: Callable[[], tuple[str, ...]]) -> str:
    """The Content-Security-Policy for an answer at this path."""
    if path.startswith(("/api/", "/scim/")):
        return _API_POLICY
    if path.startswith("/app/"):
        return PAGE_POLICY
    return merged_policy(site_policies())


@cache
def merged_policy(policies: tuple[str, ...]) -> str:
    """One policy that allows what any of these allows: several courses share one site."""
    if not policies:
        return SITE_POLICY
    merged: dict[str, list[str]] = {}
    for name, sources in (directive for policy in policies for directive in _directives(policy)):
        known = merged.setdefault(name, [])
        known += [source for source in sources if source not in known]
    for name, sources in merged.items():
        if len(sources) > 1 and "'none'" in sources:
            merged[name] = [source for source in sources if source != "'none'"]
    merged.setdefault("frame-ancestors", ["'none'"])
    return "; ".join(" ".join([name, *sources]) for name, sources in merged.items())


def _directives(policy: str) -> Iterable[tuple[str, list[str]]]:
    for directive in policy.replace("\n", " ").split(";"):
        words = directive.split()
        if words:
            yield words[0].lower(), words[1:]
