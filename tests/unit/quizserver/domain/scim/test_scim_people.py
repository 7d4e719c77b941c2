"""What a directory's resource means for a person: the name, the number, the address."""

from __future__ import annotations

from typing import Any

import pytest

from quizserver.domain.scim import ENTERPRISE, wanted_of
from quizserver.domain.scim.people import whole_name
from quizserver.errors import ScimRefused

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ({"name": {"familyName": "髙橋", "givenName": "美咲"}, "displayName": "髙橋 美咲（営業部）"}, "髙橋 美咲"),
        ({"name": {"familyName": "タナカ", "givenName": "Anna"}}, "タナカ Anna"),
        ({"name": {"familyName": "김", "givenName": "민수"}}, "김 민수"),
        ({"name": {"familyName": "van Beethoven", "givenName": "Ludwig"}}, "Ludwig van Beethoven"),
        ({"name": {"formatted": "Dr. Ada", "familyName": "Lovelace"}, "displayName": "Ada L."}, "Dr. Ada"),
        ({"name": {"familyName": "Lovelace"}, "displayName": "Ada L."}, "Ada L."),
        ({"name": {"givenName": " Ada "}}, "Ada"),
        ({}, ""),
    ],
)
def test_one_name_is_made_of_many(resource: dict[str, Any], name: str) -> None:
    assert whole_name(resource) == name


@pytest.mark.parametrize(
    ("resource", "number", "email"),
    [
        ({"userName": "000123"}, "000123", ""),
        ({"userName": "A@B.example"}, "", "a@b.example"),
        ({"userName": "a@b.example", ENTERPRISE: {"employeeNumber": "０１２"}}, "012", "a@b.example"),
        ({"userName": "x", ENTERPRISE: {"employeeNumber": "7"}, "emails": [{"value": "h@b.jp"}]}, "7", "h@b.jp"),
        (
            {"userName": "x@y.example", "emails": [{"value": "h@b.example"}, {"value": "w@b.example", "type": "Work"}]},
            "",
            "w@b.example",
        ),
        (
            {"userName": "7", "emails": [{"value": "w@b.jp", "type": "work"}, {"value": "p@b.jp", "primary": True}]},
            "7",
            "p@b.jp",
        ),
    ],
)  # fmt: skip
def test_number_and_address_are_found(resource: dict[str, Any], number: str, email: str) -> None:
    wanted = wanted_of(resource, now=None, department=("", ""), manager_number="")
    assert (wanted.employee_number, wanted.values["email"]) == (number, email)
    assert wanted.active is True


@pytest.mark.parametrize(
    ("resource", "reason"),
    [
        ({}, "value"),
        ({"userName": "x" * 255}, "value"),
        ({"userName": "x", "externalId": "x" * 201}, "value"),
        ({"userName": "x", "emails": [{"value": "no address"}]}, "person"),
        ({"userName": "x", "displayName": "x" * 101}, "person"),
        ({"userName": "x", "title": "a\u202eb"}, "person"),
        ({"userName": "1.2E+10"}, "person"),
    ],
)
def test_what_a_roster_would_refuse_is_refused(resource: dict[str, Any], reason: str) -> None:
    with pytest.raises(ScimRefused) as refused:
        wanted_of(resource, now=None, department=("", ""), manager_number="")
    assert refused.value.reason == reason


@pytest.mark.parametrize(("said", "kept"), [("ja-JP", "ja"), ("en_US", "en"), ("日本語", "ja"), ("fr-FR", None)])
def test_a_language_that_we_have_no_words_in_changes_nothing(said: str, kept: str | None) -> None:
    resource = {"userName": "x", "preferredLanguage": said}
    wanted = wanted_of(resource, now=None, department=("", ""), manager_number="")
    assert wanted.values.get("locale") == kept
