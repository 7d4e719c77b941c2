"""PATCH as Entra ID and Okta send it, operation by operation, on a resource."""

from __future__ import annotations

from typing import Any

import pytest

from quizserver.domain.scim import ENTERPRISE, apply_operations, read_operations
from quizserver.errors import ScimRefused

pytestmark = pytest.mark.unit

WORK = {"type": "work", "value": "a@b.example", "primary": True}
RESOURCE: dict[str, Any] = {
    "userName": "a",
    "active": True,
    "name": {"familyName": "髙橋", "givenName": "美咲"},
    "emails": [WORK],
    ENTERPRISE: {"department": "営業部"},
}


def after(*operations: dict[str, Any]) -> dict[str, Any]:
    """The attributes that differ, None for those that are gone."""
    changed = apply_operations(RESOURCE, read_operations({"Operations": list(operations)}))
    names = {*RESOURCE, *changed}
    return {name: changed.get(name) for name in names if RESOURCE.get(name) != changed.get(name)}


@pytest.mark.parametrize(
    ("operation", "wanted"),
    [
        ({"op": "Replace", "path": "active", "value": "False"}, {"active": False}),
        ({"op": "Add", "path": "TITLE", "value": "主任"}, {"title": "主任"}),
        ({"op": "replace", "path": "externalId", "value": 42}, {"externalId": "42"}),
        (
            {"op": "replace", "path": "name.familyName", "value": "山田"},
            {"name": {"familyName": "山田", "givenName": "美咲"}},
        ),
        (
            {"op": "replace", "path": "name", "value": {"givenName": "花子"}},
            {"name": {"familyName": "髙橋", "givenName": "花子"}},
        ),
        ({"op": "remove", "path": "name"}, {"name": None}),
        ({"op": "remove", "path": "name.givenName"}, {"name": {"familyName": "髙橋"}}),
        ({"op": "replace", "path": "title", "value": None}, {}),
        ({"op": "remove", "path": f"{ENTERPRISE}:department"}, {ENTERPRISE: None}),
        ({"op": "remove", "path": ENTERPRISE}, {ENTERPRISE: None}),
        (
            {"op": "add", "path": "manager", "value": [{"value": "7", "$ref": "../Users/7"}]},
            {ENTERPRISE: {"department": "営業部", "manager": {"value": "7"}}},
        ),
        (
            {"op": "add", "path": f"{ENTERPRISE}:manager", "value": "7"},
            {ENTERPRISE: {"department": "営業部", "manager": {"value": "7"}}},
        ),
        ({"op": "add", "path": f"{ENTERPRISE}:manager.$ref", "value": "../Users/7"}, {}),
        (
            {"op": "replace", "value": {ENTERPRISE: {"employeeNumber": "1"}, "schemas": [], "title": "x"}},
            {ENTERPRISE: {"department": "営業部", "employeeNumber": "1"}, "title": "x"},
        ),
        (
            {"op": "replace", "value": {f"{ENTERPRISE}:employeeNumber": "1", "name.givenName": "花子", "id": "x"}},
            {
                ENTERPRISE: {"department": "営業部", "employeeNumber": "1"},
                "name": {"familyName": "髙橋", "givenName": "花子"},
            },
        ),
        (
            {"op": "replace", "path": 'emails[type eq "work"].value', "value": "c@d"},
            {"emails": [WORK | {"value": "c@d"}]},
        ),
        (
            {"op": "add", "path": 'emails[type eq "home"].value', "value": "c@d"},
            {"emails": [WORK, {"type": "home", "value": "c@d"}]},
        ),
        (
            {"op": "replace", "path": 'emails[type eq "work"]', "value": {"value": "c@d", "primary": False}},
            {"emails": [{"type": "work", "value": "c@d", "primary": False}]},
        ),
        (
            {"op": "add", "path": "emails", "value": [WORK, {"value": "c@d", "primary": "True"}]},
            {"emails": [{"type": "work", "value": "a@b.example"}, {"value": "c@d", "primary": True}]},
        ),
        ({"op": "replace", "path": "emails", "value": [{"value": "c@d"}]}, {"emails": [{"value": "c@d"}]}),
        ({"op": "remove", "path": "emails"}, {"emails": None}),
        ({"op": "remove", "path": 'emails[type eq "home"]'}, {}),
        (
            {"op": "remove", "path": "emails[primary eq true].type"},
            {"emails": [{"value": "a@b.example", "primary": True}]},
        ),
        ({"op": "add", "path": 'phoneNumbers[type eq "work"].value', "value": "03"}, {}),
        ({"op": "add", "path": "roles", "value": [{"value": "admin"}]}, {}),
    ],
)  # fmt: skip
def test_an_operation_changes_what_it_names(operation: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert after(operation) == wanted


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ({"op": "remove"}, "target"),
        ({"op": "move", "path": "title", "value": "x"}, "syntax"),
        ({"op": "add", "value": "x"}, "syntax"),
        ({"op": "add", "path": 1, "value": "x"}, "syntax"),
        ({"op": "add", "path": "shoeSize", "value": 1}, "path"),
        ({"op": "add", "path": "title.x", "value": 1}, "path"),
        ({"op": "add", "path": 'name[type eq "x"]', "value": 1}, "path"),
        ({"op": "add", "path": f"{ENTERPRISE}:title", "value": "x"}, "path"),
        ({"op": "replace", "path": "meta.location", "value": "x"}, "read_only"),
        ({"op": "remove", "path": "userName"}, "read_only"),
        ({"op": "replace", "path": "active", "value": None}, "read_only"),
        ({"op": "replace", "path": "title", "value": ["x"]}, "value"),
        ({"op": "replace", "path": "emails", "value": "x"}, "value"),
        ({"op": "replace", "path": 'emails[type is "work"].value', "value": "x"}, "filter"),
        ({"op": "replace", "path": "title", "value": "x" * 1001}, "value"),
    ],
)
def test_what_cannot_be_done_is_refused(operation: dict[str, Any], reason: str) -> None:
    with pytest.raises(ScimRefused) as refused:
        after(operation)
    assert refused.value.reason == reason


@pytest.mark.parametrize("body", [None, [], {}, {"Operations": []}, {"Operations": ["x"]}, {"Operations": [{}] * 101}])
def test_what_is_no_message_is_refused(body: Any) -> None:
    with pytest.raises(ScimRefused):
        read_operations(body)


def test_the_resource_that_was_given_stays_as_it_was() -> None:
    before = repr(RESOURCE)
    after({"op": "add", "path": "name.givenName", "value": "x"}, {"op": "remove", "path": "emails"})
    assert repr(RESOURCE) == before
