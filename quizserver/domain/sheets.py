"""A sheet: one attempt, its quiz, and everything stored in it. Here is decided what may still be added to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from coursekit.bundle import CompiledQuestion, CompiledQuiz
from quizserver.domain.answering import before_part, counting, grade_part, is_blank
from quizserver.domain.records import Attempt, Response
from quizserver.domain.regrading import Result
from quizserver.domain.timing import is_time_up
from quizserver.errors import AlreadyAnswered, AnsweredSince, AttemptClosed, Conflict, TimeIsUp, UnknownQuestion

__all__ = ["ANY", "Given", "Sheet", "StoredNow", "carried_over", "grade_given", "in_order", "without_blanks"]

EXAM = "exam"
ANY = "any"
"""As `Given.after`: this response replaces whatever is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A response as the client sent it. `after` is the id of the version it was given over, None for the first."""

    id: str
    question: str
    part: str
    response: Mapping[str, Any]
    language: str
    confidence: str | None = None
    after: str | None = ANY


@dataclass(frozen=True)
class Sheet:
    """An attempt with its quiz and its responses, in order, every version of each.

    `new` says that this call made it, `completed` whether the attempt's module is completed. `result` is what a
    submitted attempt is worth now, when it was read.
    """

    attempt: Attempt
    quiz: CompiledQuiz
    responses: tuple[Response, ...]
    new: bool = False
    completed: bool = False
    result: Result | None = None

    @property
    def is_exam(self) -> bool:
        """Whether answers may be changed until submission, and nothing is told before it."""
        return self.quiz.mode == EXAM

    @cached_property
    def by_question(self) -> dict[str, list[Response]]:
        """Question -> the responses that count, in order. A question without any is not named."""
        stored: dict[str, list[Response]] = {}
        for response in self.responses:
            stored.setdefault(response.question, []).append(response)
        counted = ((name, counting(self.questions[name], responses)) for name, responses in stored.items())
        return {name: responses for name, responses in counted if responses}

    @cached_property
    def counted(self) -> tuple[Response, ...]:
        """The responses that count."""
        return in_order(response for responses in self.by_question.values() for response in responses)

    @cached_property
    def questions(self) -> dict[str, CompiledQuestion]:
        """Question id -> question, in the order of this attempt's paper."""
        known = {question.id: question for question in self.quiz.questions}
        return known if self.attempt.questions is None else {name: known[name] for name in self.attempt.questions}

    @property
    def paper(self) -> CompiledQuiz:
        """The quiz as this attempt shows it: the questions that were drawn, in their order."""
        return replace(self.quiz, questions=tuple(self.questions.values()))


@dataclass(frozen=True, slots=True)
class StoredNow:
    """A response that is stored, within its sheet."""

    sheet: Sheet
    response: Response
    new: bool


@dataclass(slots=True)
class _Ledger:
    """What is stored already, every version of it, and what this call adds."""

    by_id: dict[str, Response] = field(default_factory=dict)
    by_question: dict[str, list[Response]] = field(default_factory=dict)
    added: list[Response] = field(default_factory=list)

    @classmethod
    def of(cls, responses: Iterable[Response]) -> _Ledger:
        ledger = cls()
        for response in responses:
            ledger.add(response)
        ledger.added = []
        return ledger

    def add(self, response: Response) -> None:
        self.by_id[response.id] = response
        self.by_question.setdefault(response.question, []).append(response)
        self.added.append(response)


def in_order(responses: Iterable[Response]) -> tuple[Response, ...]:
    """By time of storing; what was stored together by name, so that every answer about an attempt is the same."""
    return tuple(sorted(responses, key=lambda given: (given.stored_at, given.question, given.part, given.version)))


def without_blanks(given: Iterable[Given]) -> list[Given]:
    """Only what was answered: unanswered is not an answer."""
    return [item for item in given if not is_blank(item.response)]


def carried_over(sheet: Sheet, *, now: int) -> tuple[Response, ...]:
    """The full answers of an attempt, for one that retries only what was missed; each names where it was given."""
    full = [
        response
        for name, responses in sheet.by_question.items()
        if sum(response.units for response in responses) == sheet.questions[name].rule.max_units
        for response in responses
    ]
    return in_order(
        replace(response, version=1, stored_at=now, carried_from=response.carried_from or sheet.attempt.id)
        for response in full
    )


def grade_given(sheet: Sheet, given: Iterable[Given], *, now: int) -> list[Response]:
    """Grade what is not stored yet; what is stored already, word for word, is passed over.

    Raises Conflict, AttemptClosed, TimeIsUp, AlreadyAnswered, AnsweredSince, UnknownQuestion, NotReadable, OutOfOrder.
    """
    ledger = _Ledger.of(sheet.responses)
    for item in given:
        known = ledger.by_id.get(item.id)
        if known is not None:
            _check_same(known, item)
            continue
        _check_open(sheet.attempt, now=now)
        ledger.add(_grade(item, sheet=sheet, stored=ledger.by_question.get(item.question, ()), now=now))
    return ledger.added


def _check_open(attempt: Attempt, *, now: int) -> None:
    if attempt.closed_by == "deadline" or is_time_up(attempt, now=now):
        raise TimeIsUp
    if attempt.submitted_at is not None:
        raise AttemptClosed


def _grade(item: Given, *, sheet: Sheet, stored: Sequence[Response], now: int) -> Response:
    question = sheet.questions.get(item.question)
    if question is None:
        raise UnknownQuestion(question=item.question[:80])
    versions = [response for response in stored if response.part == item.part]
    if versions and not sheet.is_exam:
        raise AlreadyAnswered(stored=StoredNow(sheet, versions[0], new=False), question=item.question)
    _check_turn(item, versions, sheet=sheet)
    graded = grade_part(
        question,
        item.response,
        part=item.part,
        language=item.language,
        earlier=before_part(question, item.part, responses=counting(question, stored)),
        may_be_blank=sheet.is_exam,
    )
    return Response(
        id=item.id,
        question=item.question,
        part=item.part,
        response=item.response,
        language=item.language,
        units=graded.units,
        max_units=graded.max_units,
        reason=graded.reason,
        stored_at=now,
        version=1 + len(versions),
        confidence=item.confidence,
    )


def _check_turn(item: Given, versions: Sequence[Response], *, sheet: Sheet) -> None:
    """A request that lay in some proxy must not replace what was answered after it. Raises AnsweredSince."""
    latest = max(versions, key=lambda response: response.version, default=None)
    if sheet.is_exam and item.after not in (ANY, latest.id if latest else None):
        if latest is None:
            raise Conflict
        raise AnsweredSince(stored=StoredNow(sheet, latest, new=False), question=item.question)


def _check_same(stored: Response, item: Given) -> None:
    """The same id must stand for the same response. Raises Conflict."""
    if (stored.question, stored.part, stored.language, stored.confidence) != (
        item.question,
        item.part,
        item.language,
        item.confidence,
    ):
        raise Conflict
    if stored.response != item.response:
        raise Conflict
