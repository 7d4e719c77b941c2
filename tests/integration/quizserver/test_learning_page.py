"""My learning: the final assessment stands there like any module, with its pause and its limit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from conftest import Person, World, only_sqlite
from course_factory import COURSE, GRADED
from exam_factory import EXAM, exam_course
from exam_taker import answers, begin, paper_of

pytestmark = pytest.mark.integration


def row(person: Person, title: str, language: str = "en") -> str:
    """The text of one module's row."""
    page = person.client.get(f"/app/{language}/learning").text
    found = next(part.split("</tr>")[0] for part in page.split("<tr>") if title in part and "<th scope" in part)
    said = re.sub(r'<(\w+)[^>]*aria-hidden="true"[^>]*>[^<]*</\1>', " ", found)
    return " ".join(re.sub(r"<[^>]+>", " ", said).split())


@only_sqlite
def test_the_final_assessment_is_open_from_the_beginning(make_world: Callable[..., World]) -> None:
    world = make_world(course=exam_course(attempts=3))
    learner = world.person()
    assert row(learner, "Final assessment") == "Final assessment Not started – 0 of 3 0"
    begin(learner)
    assert row(learner, "Final assessment") == "Final assessment In progress – 0 of 3 0"


@only_sqlite
def test_after_a_fail_it_says_when_the_next_attempt_is_possible(make_world: Callable[..., World]) -> None:
    world = make_world(course=exam_course(attempts=3))
    learner = world.person()
    learner.submit(begin(learner)["id"])
    opens = "Another attempt from November 19, 2026, 20:07 (JST)"
    assert row(learner, "Final assessment") == f"Final assessment Not passed yet {opens} 0% 1 of 3 0"
    japanese = row(learner, "Final assessment", "ja")
    assert "次の受験：2026年11月19日20:07（JST）以降" in japanese
    assert "1／3回" in japanese
    world.clock.forward(seconds=86_400)
    assert "Another attempt" not in row(learner, "Final assessment")


@only_sqlite
def test_reading_the_page_of_an_exam_completes_nothing(make_world: Callable[..., World]) -> None:
    world = make_world(course=exam_course())
    learner = world.person()
    assert learner.call("PUT", f"/courses/{COURSE}/modules/{EXAM}/seen", {"language": "en"}).status_code == 204
    told = learner.progress()[EXAM]
    assert (told["status"], told["completed"], told["passed"]) == ("in_progress", False, False)
    attempt = begin(learner)
    learner.submit(attempt["id"], answers(paper_of(world, attempt)))
    told = learner.progress()[EXAM]
    assert (told["status"], told["completed"], told["passed"]) == ("passed", True, True)
    assert learner.progress()[GRADED]["status"] == "not_started"
