"""SCIM 2.0 (RFC 7644): directories bring people, change them, let them go. Only with a token of the scope `scim`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from quizserver.domain.scim import DirectoryPerson, Filter, clean_user, parse_filter, read_operations
from quizserver.domain.tokens import Bearer
from quizserver.errors import BadToken, NotFound, ScimRefused
from quizserver.web.context import server, visit
from quizserver.web.json_body import read_json
from quizserver.web.scim_discovery import MOST_RESULTS
from quizserver.web.scim_replies import ROOT, list_of, projected, scim_reply, user_json

__all__ = ["blueprint"]

blueprint = Blueprint("scim", __name__, url_prefix=ROOT)

_COUNT = 100
_FAR = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a client wants to see: which people, from where, how many, which of their attributes."""

    condition: Filter | None
    start: int
    count: int
    attributes: list[str]
    excluded: list[str]


@blueprint.get("/Users")
def list_users() -> Response:
    """The people who meet a filter, a page at a time."""
    return _listed(_asked(request.args))


@blueprint.post("/Users/.search")
@blueprint.post("/.search")
def search() -> Response:
    """The same with everything in the body (RFC 7644, 3.4.3)."""
    body = _body()
    if not isinstance(body, dict):
        raise ScimRefused("syntax")
    return _listed(_asked(body))


@blueprint.post("/Users")
def create_user() -> Response:
    """Bring a person in."""
    person = server().directory.create(clean_user(_body()), bearer=_bearer())
    response = _shown(person, status=201)
    response.headers["Location"] = f"{_origin()}{ROOT}/Users/{person.account.id}"
    return response


@blueprint.get("/Users/<user_id>")
def read_user(user_id: str) -> Response:
    """One person."""
    return _shown(server().directory.select_person(_existing(user_id)))


@blueprint.put("/Users/<user_id>")
def replace_user(user_id: str) -> Response:
    """Make a person what the body says."""
    return _shown(server().directory.replace(_existing(user_id), clean_user(_body()), bearer=_bearer()))


@blueprint.patch("/Users/<user_id>")
def change_user(user_id: str) -> Response:
    """Change some attributes of a person."""
    operations = read_operations(_body())
    return _shown(server().directory.patch(_existing(user_id), operations, bearer=_bearer()))


@blueprint.delete("/Users/<user_id>")
def delete_user(user_id: str) -> Response:
    """Let a person go: deactivated and out of sight; the records stay (decision 22)."""
    server().directory.delete(_existing(user_id), bearer=_bearer())
    return Response(status=204, headers={"Cache-Control": "no-store"})


@blueprint.get("/<path:path>")
def unknown(path: str) -> Response:  # noqa: ARG001  (the route gives it)
    """No such thing: an error of SCIM, not a page of the site."""
    raise NotFound


def _listed(asked: _Asked) -> Response:
    total, people = server().directory.list_people(asked.condition, start=asked.start, count=asked.count)
    origin = _origin()
    resources = [
        projected(user_json(person, origin=origin), attributes=asked.attributes, excluded=asked.excluded)
        for person in people
    ]
    return scim_reply(list_of(resources, total=total, start=asked.start))


def _shown(person: DirectoryPerson, *, status: int = 200) -> Response:
    wanted, unwanted = (_names(request.args.get(name)) for name in ("attributes", "excludedAttributes"))
    resource = projected(user_json(person, origin=_origin()), attributes=wanted, excluded=unwanted)
    return scim_reply(resource, status=status)


def _asked(given: Mapping[str, Any]) -> _Asked:
    text = given.get("filter")
    if text is not None and not isinstance(text, str):
        raise ScimRefused("value", attribute="filter")
    return _Asked(
        condition=parse_filter(text) if text else None,
        start=max(1, _whole(given, "startIndex", default=1)),
        count=min(MOST_RESULTS, max(0, _whole(given, "count", default=_COUNT))),
        attributes=_names(given.get("attributes")),
        excluded=_names(given.get("excludedAttributes")),
    )


def _whole(given: Mapping[str, Any], name: str, *, default: int) -> int:
    value = given.get(name, default)
    try:
        return max(-_FAR, min(_FAR, int(value)))
    except (TypeError, ValueError, OverflowError) as error:
        raise ScimRefused("value", attribute=name) from error


def _names(value: Any) -> list[str]:
    """Names with commas between them, or a list of them."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list | None) or not all(isinstance(name, str) for name in value or []):
        raise ScimRefused("value", attribute="attributes")
    return [name.strip() for name in value or [] if name.strip()]


def _body() -> Any:
    if request.mimetype not in ("application/scim+json", "application/json"):
        raise UnsupportedMediaType
    return read_json(request.get_data())


def _existing(user_id: str) -> str:
    """The id of a person who may exist. Raises NotFound for what is no UUID."""
    try:
        return str(UUID(user_id))
    except ValueError as error:
        raise NotFound from error


def _bearer() -> Bearer:
    bearer = visit().bearer
    if bearer is None:
        raise BadToken
    return bearer


def _origin() -> str:
    return server().settings.origins[0]
