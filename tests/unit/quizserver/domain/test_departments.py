"""Departments within departments."""

import pytest

from quizserver.domain.departments import Department, with_below

pytestmark = pytest.mark.unit

COMPANY = [
    Department("01", "本社"),
    Department("10", "営業本部", "01"),
    Department("11", "第一営業部", "10"),
    Department("12", "第二営業部", "10"),
    Department("20", "管理本部", "01"),
]


def test_a_department_holds_all_below_it():
    assert sorted(with_below("10", departments=COMPANY)) == ["10", "11", "12"]
    assert sorted(with_below("01", departments=COMPANY)) == ["01", "10", "11", "12", "20"]
    assert with_below("12", departments=COMPANY) == ("12",)


def test_a_code_that_nobody_knows_is_itself():
    assert with_below("99", departments=COMPANY) == ("99",)


def test_a_circle_ends():
    circle = [Department("a", "A", "b"), Department("b", "B", "a")]

    assert sorted(with_below("a", departments=circle)) == ["a", "b"]
