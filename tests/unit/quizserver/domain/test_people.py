"""What may become an account."""

from __future__ import annotations

import pytest

from quizserver.domain.people import (
    Role,
    clean_text,
    email_key,
    find_email_problem,
    find_name_problem,
    find_password_problem,
    roles_from_text,
    roles_to_text,
)

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("髙橋 﨑子", None),
        ("𠮷田 太郎", None),
        ("O'Brien-Smith, Jr.", None),
        ("葛󠄀城", None),  # with an ideographic variation selector
        ("", "empty"),
        ("x" * 101, "long"),
        ("a\nb", "characters"),
        ("a\x00b", "characters"),
        ("a\u202eb", "characters"),
        ("a\ue000b", "characters"),
    ],
)
def test_names(name: str, problem: str | None) -> None:
    assert find_name_problem(name) == problem


@pytest.mark.parametrize(
    "email", ["a@example.com", "first.last+tag@sub.example.co.jp", "社員@例え.テスト", "o'brien@example.com"]
)
def test_addresses_that_may_exist(email: str) -> None:
    assert find_email_problem(email) is None


@pytest.mark.parametrize(
    "email", ["", "a", "@example.com", "a@", "a@b", "a@@b.c", "a b@c.d", "a@b.c\n", "<a@b.c>", "a@.b.c", "a\x00@b.c"]
)
def test_addresses_that_cannot_exist(email: str) -> None:
    assert find_email_problem(email) == "email"


def test_one_address_is_one_key() -> None:
    assert email_key(" Ａ@Example.COM ") == email_key("a@example.com") == "a@example.com"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("correct horse battery", None),
        ("さくらさくやよいのそらは", None),
        ("elevenchars", "short"),
        ("x" * 257, "long"),
        ("aaaaaaaaaaaaaaaa", "easy"),
        ("passwordpassword", "easy"),
        ("Password123456", "easy"),
        ("taro@example.com", "easy"),
        ("yamadataro12", "easy"),
    ],
)
def test_passwords(password: str, problem: str | None) -> None:
    assert find_password_problem(password, email="taro@example.com", name="YamadaTaro") == problem


def test_roles_are_words_in_order() -> None:
    assert roles_to_text(frozenset({Role.LEARNER, Role.HR})) == "hr,learner"
    assert roles_from_text("hr,learner") == {Role.HR, Role.LEARNER}
    assert roles_from_text("") == frozenset()
    with pytest.raises(ValueError, match="root"):
        roles_from_text("root")


def test_names_keep_their_characters() -> None:
    assert clean_text("  髙橋\u3000﨑子 ") == "髙橋\u3000﨑子"
