"""The course that comes with the project keeps every rule it asks for, warnings included."""

import pytest

from coursekit.authoring import load_course
from tests.integration.content.prose import ROOT

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def loaded():
    return load_course(ROOT)


def test_the_course_has_neither_errors_nor_warnings(loaded):
    found = [f"{each.file}:{each.line} {each.code} {each.message['en']}" for each in loaded.diagnostics]

    assert found == []


def test_every_fact_stands_on_a_page_of_each_language(loaded):
    lessons = [page for page in loaded.content.pages if page.lesson is not None]
    covered = {language: set() for language in loaded.course.languages}
    for page in lessons:
        covered[page.language] |= set(page.lesson.covers)

    facts = {fact.id for fact in loaded.content.facts}
    assert len(facts) >= 110
    assert {language: facts - found for language, found in covered.items()} == {
        language: {"F00-05"} for language in covered
    }
