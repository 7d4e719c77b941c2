"""What is said about a mistake: whole, the same in both languages, and readable."""

from __future__ import annotations

import re
from importlib import import_module
from pkgutil import iter_modules
from string import Formatter

import pytest

from coursekit.authoring import Severity, catalog
from coursekit.authoring.catalog import CATALOG, Entry, find_entry
from coursekit.authoring.reporting import render_explanation

pytestmark = pytest.mark.unit

ENTRIES = [pytest.param(entry, id=code) for code, entry in CATALOG.items()]
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")


def _placeholders(text: str) -> set[str]:
    """The names in a message; a Japanese one may have its own form of a word."""
    return {name.removesuffix("_ja") for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("entry", ENTRIES)
def test_entry_is_whole_in_both_languages(entry: Entry) -> None:
    assert list(entry.words) == ["en", "ja"]
    assert entry.example.strip()
    for language, words in entry.words.items():
        for text in (words.message, words.cause, words.remedy):
            assert text.strip() == text != ""
            assert bool(JAPANESE.search(text)) == (language == "ja"), text
            assert text.endswith((".", "。", "{allowed}", "?")), text


@pytest.mark.parametrize("entry", ENTRIES)
def test_messages_state_the_same_facts(entry: Entry) -> None:
    assert _placeholders(entry.words["en"].message) == _placeholders(entry.words["ja"].message)


@pytest.mark.parametrize("entry", ENTRIES)
def test_cause_and_remedy_stand_alone(entry: Entry) -> None:
    for words in entry.words.values():
        assert "{" not in words.remedy.replace("[ or {", "").replace("「{」", "")
        assert re.search(r"\{[a-z_]+\}", words.cause) is None


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_explanation_holds_cause_remedy_and_example(entry: Entry, language: str) -> None:
    text = render_explanation(entry, language=language)

    words = entry.words[language]
    assert text.startswith(entry.code)
    assert words.cause in text
    assert words.remedy in text
    assert entry.example.split("\n", maxsplit=1)[0].rstrip() in text
    assert "{" not in text.split("\n", maxsplit=2)[1]


def test_no_code_is_given_twice() -> None:
    codes = [entry.code for module in iter_modules(catalog.__path__) for entry in _entries(module.name)]

    assert sorted(codes) == sorted(CATALOG)


def _entries(name: str) -> tuple[Entry, ...]:
    return getattr(import_module(f"{catalog.__name__}.{name}"), "ENTRIES", ())


def test_codes_are_found_however_they_are_typed() -> None:
    assert find_entry(" q020 ") is CATALOG["Q020"]
    assert find_entry("Q999") is None


def test_letters_of_codes_tell_the_family() -> None:
    assert {code[0] for code in CATALOG} == set("YSCQILMW")
    assert {entry.severity for entry in CATALOG.values()} == {Severity.ERROR, Severity.WARNING}
