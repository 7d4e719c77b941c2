"""YAML as a course needs it: what is a value, what stays text, and where everything stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from coursekit.authoring import DEFAULT_LIMITS
from coursekit.authoring import yaml_reader as reader
from coursekit.authoring.report import Report
from coursekit.authoring.yaml_document import Document
from coursekit.authoring.yaml_pure import PureParser

pytestmark = pytest.mark.unit

VALUES: list[tuple[str, Any]] = [
    ("true", True),
    ("false", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("0", 0),
    ("-7", -7),
    ("8800000", 8_800_000),
    ("0.5", Decimal("0.5")),
    ("1e3", Decimal("1e3")),
    ("-2.50", Decimal("-2.50")),
]
TEXTS = [
    *("yes", "Yes", "no", "on", "off", "y", "True", "NULL", "12:30", "12:30:45", "2026-11-23", "010", "0x1F", "0o7"),
    *("1_000", "+5", ".5", "5.", ".inf", ".nan", "1,000", "８", "9" * 40, "NaN", "-", "1e99999"),
]


@pytest.fixture(params=["libyaml", "python"])
def parse(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Both parsers must say the same: machines without libyaml read the same course."""
    if request.param == "python":
        monkeypatch.setattr(reader, "Parser", PureParser)
    return _parse


def _parse(text: str, *, first_line: int = 1) -> tuple[Document | None, list[tuple[str, int, int]]]:
    report = Report("x.yml")
    document = reader.read_yaml(text, report=report, limits=DEFAULT_LIMITS, first_line=first_line)
    return document, [(each.code, each.line, each.column) for each in report.diagnostics]


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_plain_scalar_is_a_value(parse: Any, written: str, value: Any) -> None:
    document, complaints = parse(f"key: {written}\n")

    assert (document.data, complaints) == ({"key": value}, [])
    assert type(document.data["key"]) is type(value)


@pytest.mark.parametrize("written", TEXTS)
def test_other_plain_scalar_stays_text(parse: Any, written: str) -> None:
    document, _ = parse(f"key: {written}\n" if written != "-" else 'key: "-"\n')

    assert document.data == {"key": written}


@pytest.mark.parametrize("written", ["true", "null", "12", "1.5", "~"])
def test_quoted_and_block_scalars_stay_text(parse: Any, written: str) -> None:
    document, _ = parse(f"a: \"{written}\"\nb: '{written}'\nc: >-\n  {written}\n")

    assert document.data == {"a": written, "b": written, "c": written}


def test_keys_are_always_text(parse: Any) -> None:
    document, complaints = parse("true: a\n12: b\nnull: c\n")

    assert (document.data, complaints) == ({"true": "a", "12": "b", "null": "c"}, [])


def test_positions_of_keys_values_and_items(parse: Any) -> None:
    document, _ = parse("a:\n  - id: x\n    ja: お茶\n  - y\nb: {c: 1}\n")

    assert document.at("a") == (2, 3)
    assert document.at("a", 0) == (2, 5)
    assert document.at("a", 0, "ja") == (3, 9)
    assert document.at_key("a", 0, "ja") == (3, 5)
    assert document.at("a", 1) == (4, 5)
    assert document.at_key("b", "c") == (5, 5)


def test_position_of_what_is_missing_is_that_of_the_nearest_thing_around_it(parse: Any) -> None:
    document, _ = parse("a:\n  - id: x\n")

    assert document.at("a", 0, "text", "ja") == (2, 5)
    assert document.at("a", 7) == (2, 3)
    assert document.at_key("a", 7, "text") == (2, 3)


def test_lines_count_from_the_first_line_of_the_file(parse: Any) -> None:
    document, complaints = parse("a: 1\na: 2\nb: 3\n", first_line=10)

    assert document.at("b") == (12, 4)
    assert complaints == [("Y011", 11, 1)]


def test_every_refusal_that_leaves_data_is_reported_at_once(parse: Any) -> None:
    document, complaints = parse("a: &x 1\nb: !!str 2\na: 3\n")

    assert document.data == {"a": 1, "b": "2"}
    assert complaints == [("Y012", 1, 4), ("Y013", 2, 4), ("Y011", 3, 1)]


def test_alias_bomb_is_refused_at_its_first_alias(parse: Any) -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

    document, complaints = parse(bomb)

    assert document is None
    assert complaints[-1] == ("Y012", 2, 8)


def test_two_thousand_brackets_are_refused(parse: Any) -> None:
    document, complaints = parse("[" * 2000)

    assert document is None
    assert complaints == [("Y016", 1, 21)]


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        (">-\n  一杯の\n  お茶\nb: 1", ["Y024"]),
        (">-\n  一杯のお茶\nb: 1", []),
        (">-\n  一杯 お茶\nb: 1", []),
        ("|\n  一杯の\n  お茶\nb: 1", []),
        (">-\n  a cup\n  of tea\nb: 1", []),
        (">-\n  お茶\n\n  一杯\nb: 1", []),
        ('"一杯の\n  お茶"', ["Y024"]),
        ("一杯のA社\n  B社", []),
    ],
)
def test_japanese_lines_that_are_joined_with_spaces_are_reported(parse: Any, written: str, codes: list[str]) -> None:
    _, complaints = parse(f"a: {written}\n")

    assert [code for code, *_ in complaints] == codes


def test_quotation_that_swallows_the_next_lines_is_reported_where_it_begins() -> None:
    _, complaints = _parse('- text: "never closed\n- text: "Water"\n')

    assert complaints == [("Y009", 1, 9)]
