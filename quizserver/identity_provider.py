"""The company's identity provider (OpenID Connect), as settings describe it: who it is and which claim says what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from quizserver.errors import SettingsError

__all__ = ["LOOPBACK", "OIDC_OPTIONS", "ClaimNames", "IdentityProvider", "load_identity_provider"]

OIDC_OPTIONS: Mapping[str, str] = {
    "COURSE_OIDC_ISSUER": "",
    "COURSE_OIDC_CLIENT_ID": "",
    "COURSE_OIDC_CLIENT_SECRET": "",
    "COURSE_OIDC_SCOPES": "openid email profile",
    "COURSE_OIDC_NUMBER_CLAIM": "",
    "COURSE_OIDC_DEPARTMENT_CLAIM": "",
    "COURSE_OIDC_EMAIL_CLAIM": "email",
    "COURSE_OIDC_NAME_CLAIM": "name",
    "COURSE_OIDC_KANA_CLAIM": "",
    "COURSE_OIDC_LABEL": "Sign in with your company account",
    "COURSE_OIDC_LABEL_JA": "会社のアカウントでサインイン",
    "COURSE_OIDC_CREATE": "off",
}
"""Every variable about the provider, with its default."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimNames:
    """Which claim says what; `a.b` is b inside a. Empty where no claim does."""

    employee_number: str
    department_code: str
    email: str
    name: str
    kana: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """One provider. `labels` are the words on its button, by language; `create` lets strangers become learners."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    scopes: str
    claims: ClaimNames
    labels: Mapping[str, str]
    create: bool


def load_identity_provider(values: Mapping[str, str], *, production: bool) -> IdentityProvider | None:
    """The provider that the variables of `OIDC_OPTIONS` describe, or None. Raises SettingsError."""
    issuer = values["COURSE_OIDC_ISSUER"]
    if not issuer:
        return None
    _check_issuer(issuer, production=production)
    if not values["COURSE_OIDC_CLIENT_ID"]:
        raise SettingsError("COURSE_OIDC_CLIENT_ID is not set. Set it to the id that the provider gave this server.")
    if values["COURSE_OIDC_CREATE"] not in ("on", "off"):
        raise SettingsError(f"COURSE_OIDC_CREATE is {values['COURSE_OIDC_CREATE']!r}. Set it to one of: on, off.")
    scopes = values["COURSE_OIDC_SCOPES"].split()
    if "openid" not in scopes:
        raise SettingsError("COURSE_OIDC_SCOPES must contain openid, for example: openid email profile")
    return IdentityProvider(
        issuer=issuer,
        client_id=values["COURSE_OIDC_CLIENT_ID"],
        client_secret=values["COURSE_OIDC_CLIENT_SECRET"],
        scopes=" ".join(scopes),
        claims=ClaimNames(
            employee_number=values["COURSE_OIDC_NUMBER_CLAIM"],
            department_code=values["COURSE_OIDC_DEPARTMENT_CLAIM"],
            email=values["COURSE_OIDC_EMAIL_CLAIM"],
            name=values["COURSE_OIDC_NAME_CLAIM"],
            kana=values["COURSE_OIDC_KANA_CLAIM"],
        ),
        labels={"en": values["COURSE_OIDC_LABEL"], "ja": values["COURSE_OIDC_LABEL_JA"]},
        create=values["COURSE_OIDC_CREATE"] == "on",
    )


def _check_issuer(issuer: str, *, production: bool) -> None:
    parts = urlsplit(issuer)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK and not production
    if not parts.hostname or parts.query or parts.fragment or not (parts.scheme == "https" or local):
        raise SettingsError(
            f"COURSE_OIDC_ISSUER is {issuer!r}. Set it to the provider's issuer exactly as its discovery document says "
            "it, beginning with https://, such as https://login.microsoftonline.com/<tenant id>/v2.0."
        )
