"""What two editions of a course differ in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from coursekit.comparing.changes import GROUPS, Change
from coursekit.comparing.pages import compare_pages
from coursekit.comparing.questions import compare_questions
from coursekit.model import Content, Course, Module, Question, Quiz

__all__ = ["compare_courses"]

COURSE_FILE = "course.yml"


def compare_courses(old: Course, new: Course, *, pages: tuple[Content, Content]) -> tuple[Change, ...]:
    """Every difference: course.yml, quizzes, pages; in each file those of meaning first. `pages` are of old and new."""
    found = [*_course(old, new), *_quizzes(old, new), *compare_pages(*pages)]
    return tuple(sorted(found, key=_place))


def _place(change: Change) -> tuple[bool, str, int]:
    """course.yml and quizzes come first: pages decide no score."""
    return change.file.startswith("content/"), change.file, GROUPS.index(change.group)


def _course(old: Course, new: Course) -> Iterator[Change]:
    if old.completion != new.completion:
        facts = {"old": old.completion.value, "new": new.completion.value}
        yield Change(group="meaning", kind="completion", file=COURSE_FILE, facts=facts)
    before, after = ({module.slug: module for module in course.modules} for course in (old, new))
    yield from (_module("module_added", after[slug]) for slug in after if slug not in before)
    yield from (_module("module_removed", before[slug]) for slug in before if slug not in after)
    for slug in (slug for slug in after if slug in before):
        yield from _compare_modules(before[slug], after[slug])
    was, now = ([slug for slug in modules if slug in before and slug in after] for modules in (before, after))
    if was != now:
        yield Change(group="order", kind="modules_reordered", file=COURSE_FILE)


def _compare_modules(old: Module, new: Module) -> Iterator[Change]:
    if old.planned != new.planned:
        yield _module("module_planned" if new.planned else "module_published", new)
    elif old.quiz != new.quiz:
        yield _module("module_quiz", new, old=old.quiz or "–", new=new.quiz or "–")
    if old.title != new.title:
        yield Change(
            group="wording", kind="module_title", file=COURSE_FILE, subject=new.slug, facts={"text": new.title}
        )


def _module(kind: str, module: Module, **facts: str) -> Change:
    return Change(
        group="meaning", kind=kind, file=COURSE_FILE, subject=module.slug, facts={"text": module.title, **facts}
    )


def _quizzes(old: Course, new: Course) -> Iterator[Change]:
    before, after = ({quiz.slug: quiz for quiz in course.quizzes} for course in (old, new))
    for slug in sorted(before.keys() | after.keys()):
        if slug not in before:
            count = str(len(after[slug].questions))
            yield Change(group="meaning", kind="quiz_added", file=_file(slug), subject=slug, facts={"count": count})
        elif slug not in after:
            yield Change(group="meaning", kind="quiz_removed", file=_file(slug), subject=slug, quiz=slug)
        else:
            yield from _settings(before[slug], after[slug])
            yield from _pools(before[slug], after[slug])
    yield from _questions(before, after)


def _file(quiz: str) -> str:
    return f"quizzes/{quiz}.yml"


def _settings(old: Quiz, new: Quiz) -> Iterator[Change]:
    """How a quiz is taken; course.yml says it, but it is looked for at the quiz."""
    names = ("graded", "pass_percent", "attempts", "mode", "time_limit_minutes", "retake_after_hours", "counts")
    for name in names:
        values = [str(value).lower() if (value := getattr(quiz, name)) is not None else "–" for quiz in (old, new)]
        if values[0] != values[1]:
            yield _quiz_change(new, name, old=values[0], new=values[1])


def _quiz_change(quiz: Quiz, kind: str, **facts: str) -> Change:
    return Change(group="meaning", kind=kind, file=_file(quiz.slug), subject=quiz.slug, facts=facts, quiz=quiz.slug)


def _pools(old: Quiz, new: Quiz) -> Iterator[Change]:
    if (old.pool is None) != (new.pool is None):
        yield _quiz_change(new, "pool_removed" if new.pool is None else "pool_added")
    if old.pool is None or new.pool is None:
        return
    strata = ({each.id: each.draw for each in pool.strata} for pool in (old.pool, new.pool))
    balance = ({each.setting: each.at_least for each in pool.balance} for pool in (old.pool, new.pool))
    for kind, (before, after) in (("draw", strata), ("balance", balance)):
        for name in sorted(before.keys() | after.keys()):
            was, now = before.get(name, 0), after.get(name, 0)
            if was != now:
                yield _quiz_change(new, kind, id=name, old=str(was), new=str(now))


Placed = tuple[Quiz, Question]


def _questions(before: Mapping[str, Quiz], after: Mapping[str, Quiz]) -> Iterator[Change]:
    old, new = _by_id(before.values()), _by_id(after.values())
    gone = {name: old[name] for name in old if name not in new}
    for name, (quiz, question) in new.items():
        if name in old:
            yield from _same_question(old[name], (quiz, question))
            continue
        if quiz.slug in before:
            earlier = _find_renamed(question, gone)
            kind, facts = ("renamed", {"old": earlier}) if earlier else ("question_added", {})
            yield _question_change(kind, quiz, question, **facts)
            gone.pop(earlier or "", None)
    for quiz, question in gone.values():
        if quiz.slug in after:
            yield _question_change("question_removed", quiz, question)
    yield from _order(before, after)


def _by_id(quizzes: Iterable[Quiz]) -> dict[str, Placed]:
    return {question.id: (quiz, question) for quiz in quizzes for question in quiz.questions}


def _same_question(old: Placed, new: Placed) -> Iterator[Change]:
    (old_quiz, old_question), (quiz, question) = old, new
    if old_quiz.slug != quiz.slug:
        yield _question_change("moved", quiz, question, old=old_quiz.slug, new=quiz.slug)
    yield from compare_questions(old_question, question, file=_file(quiz.slug))


def _question_change(kind: str, quiz: Quiz, question: Question, **facts: str) -> Change:
    # Answers are stored under the old id, which is the one to ask for.
    asked = facts["old"] if kind == "renamed" else None if kind == "question_added" else question.id
    return Change(
        group="meaning",
        kind=kind,
        file=_file(quiz.slug),
        subject=question.id,
        facts={"text": question.stem, **facts},
        question=asked,
    )


def _find_renamed(question: Question, gone: Mapping[str, Placed]) -> str | None:
    """The id under which the same question stood before."""
    return next((name for name, (_, old) in gone.items() if old.stem == question.stem), None)


def _order(before: Mapping[str, Quiz], after: Mapping[str, Quiz]) -> Iterator[Change]:
    for slug in (slug for slug in after if slug in before and after[slug].pool is None):
        ids = [[question.id for question in quizzes[slug].questions] for quizzes in (before, after)]
        was, now = ([name for name in names if name in ids[0] and name in ids[1]] for names in ids)
        if was != now:
            yield Change(group="order", kind="questions_reordered", file=_file(slug), subject=slug)
