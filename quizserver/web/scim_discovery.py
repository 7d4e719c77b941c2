"""What this server can do, as SCIM says it (RFC 7643, 5 to 7)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from flask import Blueprint, Response

from quizserver.domain.scim import ENTERPRISE, USER
from quizserver.errors import NotFound
from quizserver.web.context import server
from quizserver.web.scim_replies import ROOT, list_of, scim_reply

__all__ = ["MOST_RESULTS", "blueprint"]

blueprint = Blueprint("scim_discovery", __name__, url_prefix=ROOT)

MOST_RESULTS = 200
"""People in one answer."""

_CORE = "urn:ietf:params:scim:schemas:core:2.0"


@blueprint.get("/ServiceProviderConfig")
def service_provider_config() -> Response:
    """What of the standard there is: PATCH and filters; no bulk operations, no sorting, no passwords, no versions."""
    no = {"supported": False}
    return scim_reply(
        {
            "schemas": [f"{_CORE}:ServiceProviderConfig"],
            "patch": {"supported": True},
            "bulk": no | {"maxOperations": 0, "maxPayloadSize": 0},
            "filter": {"supported": True, "maxResults": MOST_RESULTS},
            "changePassword": no,
            "sort": no,
            "etag": no,
            "authenticationSchemes": [
                {
                    "type": "oauthbearertoken",
                    "name": "OAuth Bearer Token",
                    "description": "A token with the scope scim, made on the page “API tokens”.",
                    "specUri": "https://www.rfc-editor.org/info/rfc6750",
                    "primary": True,
                }
            ],
            "meta": _meta("ServiceProviderConfig", "ServiceProviderConfig"),
        }
    )


@blueprint.get("/ResourceTypes")
def resource_types() -> Response:
    """Users are the only kind of resource."""
    return scim_reply(list_of([_user_type()]))


@blueprint.get("/ResourceTypes/<name>")
def resource_type(name: str) -> Response:
    """One kind of resource."""
    if name != "User":
        raise NotFound
    return scim_reply(_user_type())


@blueprint.get("/Groups")
def groups() -> Response:
    """There are none, and none can be made. Entra ID and Okta ask when they test the connection, and stop at a 404."""
    return scim_reply(list_of([]))


@blueprint.get("/Schemas")
def schemas() -> Response:
    """Every schema, each attribute with what may be done with it."""
    return scim_reply(list_of([_schema(schema) for schema in _schemas()]))


@blueprint.get("/Schemas/<urn>")
def schema(urn: str) -> Response:
    """One schema."""
    found = next((schema for schema in _schemas() if schema["id"].lower() == urn.lower()), None)
    if found is None:
        raise NotFound
    return scim_reply(_schema(found))


def _user_type() -> dict[str, Any]:
    return {
        "schemas": [f"{_CORE}:ResourceType"],
        "id": "User",
        "name": "User",
        "description": "People who learn",
        "endpoint": "/Users",
        "schema": USER,
        "schemaExtensions": [{"schema": ENTERPRISE, "required": False}],
        "meta": _meta("ResourceType", "ResourceTypes/User"),
    }


def _schema(schema: dict[str, Any]) -> dict[str, Any]:
    return schema | {"meta": _meta("Schema", f"Schemas/{schema['id']}")}


def _meta(kind: str, path: str) -> dict[str, str]:
    return {"resourceType": kind, "location": f"{server().settings.origins[0]}{ROOT}/{path}"}


@cache
def _schemas() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (files("quizserver.web") / "scim_schemas.json").read_text(encoding="utf-8")
    )
    return found
