"""A sheet: one attempt, its quiz, and everything stored in it. Here is decided what may still be added to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from coursekit.bundle import CompiledQuestion, CompiledQuiz
from quizserver.domain.answering import grade_part, is_blank
from quizserver.domain.records import Attempt, Response
from quizserver.errors import AlreadyAnswered, AttemptClosed, Conflict, UnknownQuestion

__all__ = ["Given", "Sheet", "StoredNow", "grade_given", "in_order", "without_blanks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A response as the client sent it."""

    id: str
    question: str
    part: str
    response: Mapping[str, Any]
    language: str


@dataclass(frozen=True)
class Sheet:
    """An attempt with its quiz and its responses, in order.

    `new` says that this call made it, `completed` whether the attempt's module is completed.
    """

    attempt: Attempt
    quiz: CompiledQuiz
    responses: tuple[Response, ...]
    new: bool = False
    completed: bool = False

    @cached_property
    def by_question(self) -> dict[str, list[Response]]:
        """Question -> its stored responses, in order."""
        grouped: dict[str, list[Response]] = {}
        for response in self.responses:
            grouped.setdefault(response.question, []).append(response)
        return grouped

    @cached_property
    def questions(self) -> dict[str, CompiledQuestion]:
        """Question id -> question."""
        return {question.id: question for question in self.quiz.questions}


@dataclass(frozen=True, slots=True)
class StoredNow:
    """A response that is stored, within its sheet."""

    sheet: Sheet
    response: Response
    new: bool


@dataclass(slots=True)
class _Ledger:
    """What is stored already, and what this call adds."""

    by_id: dict[str, Response]
    by_question: dict[str, list[Response]]
    added: list[Response] = field(default_factory=list)

    def add(self, response: Response) -> None:
        self.by_id[response.id] = response
        self.by_question.setdefault(response.question, []).append(response)
        self.added.append(response)


def in_order(responses: Iterable[Response]) -> tuple[Response, ...]:
    """By time of storing; what was stored together by name, so that every answer about an attempt is the same."""
    return tuple(sorted(responses, key=lambda response: (response.stored_at, response.question, response.part)))


def without_blanks(given: Iterable[Given]) -> list[Given]:
    """Only what was answered: unanswered is not an answer."""
    return [item for item in given if not is_blank(item.response)]


def grade_given(sheet: Sheet, given: Iterable[Given], *, now: int) -> list[Response]:
    """Grade what is not stored yet; what is stored already, word for word, is passed over.

    Raises Conflict, AttemptClosed, AlreadyAnswered, UnknownQuestion, NotReadable, OutOfOrder.
    """
    by_question = {question: list(responses) for question, responses in sheet.by_question.items()}
    ledger = _Ledger({response.id: response for response in sheet.responses}, by_question)
    for item in given:
        known = ledger.by_id.get(item.id)
        if known is not None:
            _check_same(known, item)
        elif sheet.attempt.submitted_at is not None:
            raise AttemptClosed
        else:
            ledger.add(_grade(item, sheet=sheet, earlier=ledger.by_question.get(item.question, ()), now=now))
    return ledger.added


def _grade(item: Given, *, sheet: Sheet, earlier: Sequence[Response], now: int) -> Response:
    question = sheet.questions.get(item.question)
    if question is None:
        raise UnknownQuestion(question=item.question[:80])
    for stored in earlier:
        if stored.part == item.part:
            raise AlreadyAnswered(stored=StoredNow(sheet, stored, new=False), question=item.question)
    graded = grade_part(question, item.response, part=item.part, language=item.language, earlier=earlier)
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
    )


def _check_same(stored: Response, item: Given) -> None:
    """The same id must stand for the same response. Raises Conflict."""
    if (stored.question, stored.part, stored.language) != (item.question, item.part, item.language):
        raise Conflict
    if stored.response != item.response:
        raise Conflict
