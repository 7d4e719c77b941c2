"""Certificates: the learner's own, the page on which anyone can check one, and the credential with what verifies it."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from quizserver.documents import find_missing_part
from quizserver.domain.badges import enveloped
from quizserver.domain.certificates import REASONS_BY_HAND, Certificate, RevocationReason, find_number, written_date
from quizserver.domain.people import Role
from quizserver.errors import InvalidBody, NotFound
from quizserver.web.context import request_language, server, signed_in
from quizserver.web.framing import render_page
from quizserver.web.replying import see_other
from quizserver.web.words import words

__all__ = ["blueprint", "certificate_date"]

blueprint = Blueprint("certificates", __name__)

_PAGES = "/app/<any(en,ja):language>"
_MAY_SEE_ALL = frozenset({Role.HR, Role.ADMIN})
_LIST_SECONDS = 300
_MOST_LISTS = 2**31 - 1  # as many as the column can hold


@blueprint.get(f"{_PAGES}/certificates/<number>")
def certificate(language: str, number: str) -> Response:
    """A certificate with everything that can be taken along."""
    found = _select(number)
    return render_page(
        "certificate.html",
        language=language,
        certificate=found,
        url=server().certifying.verification_url(found),
        title=_in(found.course_title, language),
        date=certificate_date(found.done_at, language),
        expires=_last_day(found, language),
        standing=found.standing(now=server().clock()),
        signs=server().certifying.signs and found.user_id == signed_in().user_id,
        missing_part=find_missing_part(),
        reasons=REASONS_BY_HAND if signed_in().roles & _MAY_SEE_ALL else (),
    )


@blueprint.post(f"{_PAGES}/certificates/<number>/revoke")
def revoke(language: str, number: str) -> Response:
    """HR takes a certificate back, for good, for one of the reasons that the public page can tell."""
    reason = request.form.get("reason", "")
    if reason not in REASONS_BY_HAND:
        raise InvalidBody(field="reason")
    server().certifying.revoke(number=number, reason=RevocationReason(reason), actor=signed_in().user_id)
    return see_other(f"/app/{language}/certificates/{_safe(number)}")


@blueprint.get(f"{_PAGES}/certificates/<number>.pdf")
def pdf(language: str, number: str) -> Response:
    """The certificate on paper, in the language of the address."""
    found = _select(number)
    page = server().certifying.pdf(found, language=language)
    return _file(page, "application/pdf", name=f"{found.number}-{language}.pdf")


@blueprint.get(f"{_PAGES}/certificates/<number>.jwt")
def credential_jwt(language: str, number: str) -> Response:
    """My certificate as an Open Badges 3.0 credential: the signed token."""
    found = _select_own(number)
    return _file(_credential(found, language).encode(), "application/vc+jwt", name=f"{found.number}.jwt")


@blueprint.get(f"{_PAGES}/certificates/<number>.json")
def credential_json(language: str, number: str) -> Response:
    """The same token in its JSON envelope."""
    found = _select_own(number)
    body = json.dumps(enveloped(_credential(found, language)), indent=1)
    return _file(body.encode(), "application/vc+ld+json", name=f"{found.number}.json")


@blueprint.get("/verify/<number>")
def short(number: str) -> Response:
    """What the QR code opens: the page in the reader's language."""
    return see_other(f"/app/{request_language()}/verify/{_safe(number)}")


@blueprint.get(f"{_PAGES}/verify")
def verify_form(language: str) -> Response:
    """For a number typed from paper."""
    typed = request.args.get("number", "").strip()
    if typed:
        return see_other(f"/app/{language}/verify/{_safe(typed)}")
    return _verification(language, None, typed="")


@blueprint.get(f"{_PAGES}/verify/<number>")
def verify(language: str, number: str) -> Response:
    """What anyone with the number learns: what the certificate itself says, and whether it holds."""
    found = server().certifying.check(number, address=request.remote_addr or "")
    return _verification(language, found, typed=number)


@blueprint.get("/.well-known/did.json")
def did() -> Response:
    """Whose the keys are: the document behind did:web."""
    certifying = server().certifying
    return _public(certifying.keys().did_document(certifying.issuer_id), "application/did+json")


@blueprint.get("/.well-known/jwks.json")
def jwks() -> Response:
    """The public keys, for verifiers that know no DID."""
    return _public({"keys": server().certifying.keys().public_keys()}, "application/jwk-set+json")


@blueprint.get("/credentials/status/<int:number>")
def status_list(number: int) -> Response:
    """The signed list of what was revoked."""
    if number > _MOST_LISTS:
        raise NotFound
    return _public(server().certifying.status_list(number), "application/vc+jwt")


def certificate_date(ms: int, language: str) -> str:
    """A date of a certificate, as the language writes it, where the server's people live."""
    return written_date(ms, timezone=server().settings.timezone, language=language)


def _verification(language: str, found: Certificate | None, *, typed: str) -> Response:
    facts: dict[str, Any] = {"certificate": found, "typed": typed[:40], "standing": None}
    if found is not None:
        facts |= {
            "standing": found.standing(now=server().clock()),
            "title": _in(found.course_title, language),
            "issuer": _in(found.issuer, language),
            "date": certificate_date(found.done_at, language),
            "expires": _last_day(found, language),
            "revoked_on": certificate_date(found.revoked_at, language) if found.revoked_at is not None else None,
        }
    status = 404 if typed and found is None else 200
    response = render_page("verify.html", language=language, status=status, **facts)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _select(number: str) -> Certificate:
    visitor = signed_in()
    any_person = bool(visitor.roles & _MAY_SEE_ALL)
    return server().certifying.select_certificate(number=number, user_id=visitor.user_id, any_person=any_person)


def _select_own(number: str) -> Certificate:
    """A credential is its holder's: HR sees the certificate, not what the holder proves oneself with."""
    return server().certifying.select_certificate(number=number, user_id=signed_in().user_id)


def _credential(found: Certificate, language: str) -> str:
    say = words(language)
    title = _in(found.course_title, language)
    return server().certifying.credential(
        found,
        language=language,
        description=say("certificate.badge_description", course=title),
        criteria=say("certificate.badge_criteria", course=title, version=found.course_version),
    )


def _last_day(found: Certificate, language: str) -> str | None:
    return None if found.expires_at is None else certificate_date(found.expires_at - 1, language)


def _file(body: bytes, mimetype: str, *, name: str) -> Response:
    response = Response(body, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _public(body: Any, mimetype: str) -> Response:
    """For verifiers anywhere, also those that run in a browser."""
    text = body if isinstance(body, str) else json.dumps(body, indent=1)
    response = Response(text, mimetype=mimetype)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = f"public, max-age={_LIST_SECONDS}"
    return response


def _safe(number: str) -> str:
    """A number as a part of a path of ours, whatever was typed. Raises NotFound for nothing at all."""
    known = find_number(number)
    if known is not None:
        return known
    kept = "".join(sign for sign in number if sign.isascii() and (sign.isalnum() or sign == "-"))[:40]
    if not kept:
        raise NotFound
    return kept


def _in(texts: Any, language: str) -> str:
    return str(texts.get(language) or next(iter(texts.values())))
