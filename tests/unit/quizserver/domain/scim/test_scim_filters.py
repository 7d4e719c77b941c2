"""Filters of RFC 7644, 3.4.2.2: the examples of its figure, and what cannot be read."""

from __future__ import annotations

import pytest

from quizserver.domain.scim import parse_filter
from quizserver.domain.scim.filters import And, Compare, Filter, Not, Or, Within, matches
from quizserver.errors import ScimRefused

pytestmark = pytest.mark.unit

URN = "urn:ietf:params:scim:schemas:core:2.0:User"
USER_NAME = Compare("username", "sw", "J")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('userName Eq "john"', Compare("username", "eq", "john")),
        ('name.familyName co "O\'Malley"', Compare("name.familyname", "co", "O'Malley")),
        (f'{URN}:userName sw "J"', USER_NAME),
        ("title pr", Compare("title", "pr")),
        ('meta.lastModified gt "2011-05-13T04:42:34Z"', Compare("meta.lastmodified", "gt", "2011-05-13T04:42:34Z")),
        (
            'title pr and userName sw "J" or active eq true',
            Or(And(Compare("title", "pr"), USER_NAME), Compare("active", "eq", True)),
        ),
        (
            'title pr and (userName sw "J" or active eq False)',
            And(Compare("title", "pr"), Or(USER_NAME, Compare("active", "eq", False))),
        ),
        ('not (userName sw "J")', Not(USER_NAME)),
        (
            'emails[type eq "work" and value co "@example.com"] or title eq null',
            Or(
                Within("emails", And(Compare("type", "eq", "work"), Compare("value", "co", "@example.com"))),
                Compare("title", "eq", None),
            ),
        ),
        (
            'emails[type eq "work"].value eq "a"',
            Within("emails", And(Compare("type", "eq", "work"), Compare("value", "eq", "a"))),
        ),
        ('displayName eq "say \\"あ\\" )"', Compare("displayname", "eq", 'say "あ" )')),
        ("number eq 12.5", Compare("number", "eq", 12.5)),
    ],
)
def test_a_filter_is_read(text: str, wanted: Filter) -> None:
    assert parse_filter(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", "userName", "userName eq", 'userName is "x"', 'userName eq "x', "userName eq x", 'userName eq "x" and',
        '(userName eq "x"', 'userName eq "x")', 'emails[type eq "work"', 'not userName eq "x"', '"x" eq userName',
        'userName eq "\\u0000"', 'userName eq "\\ud800"', "a eq NaN", "(" * 40 + "a pr" + ")" * 40,
        "a pr or " * 400 + "a pr",
    ],
)  # fmt: skip
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(ScimRefused) as refused:
        parse_filter(text)
    assert refused.value.reason == "filter"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('type eq "WORK"', True),
        ('type ne "work"', False),
        ("primary eq true", True),
        ("display pr", False),
        ('display ne "x"', True),
        ('value ew "example.com" and not (value sw "b")', True),
        ('value co "x@" or type pr', True),
        ('value gt "b"', False),
    ],
)
def test_a_value_of_a_list_is_matched_without_case(text: str, found: bool) -> None:
    item = {"type": "work", "value": "a@Example.com", "primary": True}
    assert matches(parse_filter(text), item) is found
