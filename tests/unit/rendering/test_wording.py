"""Both languages say the same things, and every word is used."""

import re
from importlib.resources import files

import pytest

from coursekit.rendering import languages, words
from coursekit.rendering.wording import UnknownLanguageError

pytestmark = pytest.mark.unit

ENGLISH = words("en")
STATES = {"not_started", "in_progress", "completed", "passed", "failed"}
NAMES = [(group, name) for group, entries in ENGLISH.items() for name in entries]
PACKAGE = files("coursekit.rendering")


def placeholders(string):
    return sorted(re.findall(r"{(\w+)}", string))


def sources(folder, ending):
    found = []
    for entry in (PACKAGE / folder).iterdir():
        if entry.is_dir():
            found += [file.read_text(encoding="utf-8") for file in entry.iterdir()]
        elif entry.name.endswith(ending):
            found.append(entry.read_text(encoding="utf-8"))
    return "\n".join(found)


def test_there_are_the_two_languages():
    assert languages() == ("en", "ja")


def test_languages_have_the_same_names_in_the_same_order():
    assert [(group, name) for group, entries in words("ja").items() for name in entries] == NAMES


@pytest.mark.parametrize(("group", "name"), NAMES)
def test_word_is_a_string_with_the_same_placeholders_in_both_languages(group, name):
    english, japanese = (words(language)[group][name] for language in ("en", "ja"))

    assert isinstance(english, str)
    assert isinstance(japanese, str)
    assert english.strip() == english != ""
    assert japanese.strip() == japanese != ""
    assert placeholders(english) == placeholders(japanese)


@pytest.mark.parametrize(("group", "name"), NAMES)
def test_word_is_used(group, name):
    text = sources("templates", ".j2") if group == "page" else sources("scripts", ".js") + sources("templates", ".j2")
    # Some names are put together: mark_full, first_right, the five states of a module, true and false, counts_best.
    built = re.sub(r"^(mark|first|truefalse|ordering)_|(?<=^counts_)\w+", "", name)
    assert built in STATES or re.search(rf"\b{name}\b|\b{built}\b", text), f"{group}.{name} is never shown"


def test_japanese_is_set_as_japanese():
    for group, entries in words("ja").items():
        for name, string in entries.items():
            assert not re.search(r"[ぁ-んァ-ヶ一-龠][!?:,]", string), f"{group}.{name} has half-width punctuation"
            assert not re.search(r"[ぁ-んァ-ヶ一-龠] [ぁ-んァ-ヶ一-龠]", string), f"{group}.{name} has a space"


def test_unknown_language_names_the_known_ones():
    with pytest.raises(UnknownLanguageError, match="en, ja"):
        words("fr")
