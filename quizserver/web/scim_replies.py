"""Answers of SCIM: resources, lists and errors (RFC 7644, 3.4.2 and 3.12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from pydantic_core import to_json

from quizserver.domain.scim import ENTERPRISE, DirectoryPerson, attribute_name, resource_of
from quizserver.errors import Refusal, ScimRefused
from quizserver.web.moments import timestamp
from quizserver.web.words import Words, words

__all__ = ["ROOT", "list_of", "projected", "scim_error", "scim_reply", "user_json"]

ROOT = "/scim/v2"
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"

_PROBLEMS: Mapping[str, tuple[int, str | None]] = {
    "syntax": (400, "invalidSyntax"),
    "value": (400, "invalidValue"),
    "person": (400, "invalidValue"),
    "filter": (400, "invalidFilter"),
    "path": (400, "invalidPath"),
    "target": (400, "noTarget"),
    "read_only": (400, "mutability"),
    "taken": (409, "uniqueness"),
    "protected": (403, None),
    "last_admin": (403, None),
}
"""Reason -> (status, scimType)."""


def scim_reply(body: Any, *, status: int = 200) -> Response:
    """An answer that no cache keeps."""
    response = Response(to_json(body), status=status, mimetype="application/scim+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def user_json(person: DirectoryPerson, *, origin: str) -> dict[str, Any]:
    """The whole resource."""
    meta = {
        "resourceType": "User",
        "created": timestamp(person.account.created_at),
        "lastModified": timestamp(person.changed_at),
        "location": f"{origin}{ROOT}/Users/{person.account.id}",
    }
    return resource_of(person) | {"meta": meta}


def list_of(resources: Sequence[Mapping[str, Any]], *, total: int | None = None, start: int = 1) -> dict[str, Any]:
    """A ListResponse; `total` when these are not all."""
    return {
        "schemas": [_LIST],
        "totalResults": len(resources) if total is None else total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }


def projected(resource: Mapping[str, Any], *, attributes: Sequence[str], excluded: Sequence[str]) -> dict[str, Any]:
    """The resource with what was asked for (RFC 7644, 3.9); `schemas` and `id` are always told."""
    wanted, unwanted = ({attribute_name(name) for name in names} for names in (attributes, excluded))
    found: dict[str, Any] = {}
    for name, value in resource.items():
        if name in ("schemas", "id"):
            found[name] = value
        elif name == ENTERPRISE:
            inner = value if name.lower() in wanted else _chosen(value, wanted, unwanted)
            if inner and name.lower() not in unwanted:
                found[name] = inner
        else:
            found |= _chosen({name: value}, wanted, unwanted)
    return found


def _chosen(values: Mapping[str, Any], wanted: set[str], unwanted: set[str]) -> dict[str, Any]:
    """Attributes by name, and their parts as `name.familyName`."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        key = name.lower()
        parts = {part.partition(".")[2] for part in wanted if part.startswith(f"{key}.")}
        without = {part.partition(".")[2] for part in unwanted if part.startswith(f"{key}.")}
        if key in unwanted or (wanted and key not in wanted and not parts):
            continue
        kept = _parts(value, only=parts if key not in wanted else set(), without=without)
        if kept not in ({}, []):
            found[name] = kept
    return found


def _parts(value: Any, *, only: set[str], without: set[str]) -> Any:
    if isinstance(value, list):
        return [part for item in value if (part := _parts(item, only=only, without=without)) != {}]
    if not isinstance(value, dict) or not (only or without):
        return value
    return {
        name: inner
        for name, inner in value.items()
        if (not only or name.lower() in only) and name.lower() not in without
    }


def scim_error(refusal: Refusal | None, *, code: str, status: int, language: str) -> Response:
    """An error as SCIM says it; the detail tells people who read a directory's log what to do."""
    say, kind = words(language), None
    if isinstance(refusal, ScimRefused):
        status, kind = _PROBLEMS[refusal.reason]
        detail = say(f"scim.{refusal.reason}", **_facts(refusal, say))
    else:
        facts = refusal.facts if refusal is not None else {}
        detail = " ".join(say(f"errors.{code}.{part}", **facts) for part in ("message", "remedy"))
    body = {"schemas": [_ERROR], "status": str(status), "detail": detail}
    return scim_reply(body | ({"scimType": kind} if kind is not None else {}), status=status)


def _facts(refusal: ScimRefused, say: Words) -> dict[str, Any]:
    problem = refusal.facts.get("problem")
    if problem is None:
        return refusal.facts
    field = say(f"roster.fields.{problem.field}")
    return {"problem": say(f"roster.problems.{problem.code}", **({"field": field} | dict(problem.facts)))}
