"""One file of quizzes/: a quiz or a self-check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from coursekit.authoring.building import AnyQuestionShape, build_question, build_self_check
from coursekit.authoring.checks.place import Place
from coursekit.authoring.checks.pool import Placed, check_pool, check_unpooled
from coursekit.authoring.checks.question import check_question
from coursekit.authoring.describing import EXPECTED, describe_place, describe_value
from coursekit.authoring.known import Known, Names, Places, check_name
from coursekit.authoring.report import Report
from coursekit.authoring.schema.files import QuizHeadShape, SelfCheckShape
from coursekit.authoring.schema.questions import QUESTION_SHAPES
from coursekit.authoring.suggesting import find_close
from coursekit.authoring.validating import Languages, validate
from coursekit.authoring.yaml_document import Document
from coursekit.model import Question, SelfCheck

__all__ = ["QuizFile", "check_quiz", "check_self_check"]


@dataclass(slots=True)
class QuizFile:
    """A file as it was read; `document` is None when it is no YAML. `head` and `questions` come with the check."""

    slug: str
    report: Report
    document: Document | None
    head: QuizHeadShape | None = None
    questions: list[Question] = field(default_factory=list)
    self_check: SelfCheck | None = None

    @property
    def kind(self) -> str | None:
        """ "quiz" or "self-check"; None when that cannot be told."""
        if self.document is None:
            return None
        schema = self.document.data.get("schema") if isinstance(self.document.data, dict) else None
        return "self-check" if isinstance(schema, str) and schema.startswith("self-check") else "quiz"

    def question_ids(self) -> Iterator[str]:
        """The ids of all questions, whatever else is wrong with them."""
        data = self.document.data if self.document else None
        questions = data.get("questions") if isinstance(data, dict) else None
        for question in questions if isinstance(questions, list) else []:
            if isinstance(question, dict) and isinstance(question.get("id"), str):
                yield question["id"]


def check_quiz(file: QuizFile, *, known: Known, languages: Languages, places: Places, question_ids: Names) -> None:
    """Check a quiz and keep its usable questions. `places` collects question ids over the whole course."""
    assert file.document is not None, "only files that were read are checked"
    document = file.document
    file.head = validate(document, QuizHeadShape, languages=languages)
    placed: list[Placed] = []
    if file.head is not None and file.head.set != file.slug:
        document.complain("Q001", ("set",), set=file.head.set, name=file.slug)
    for index, data in enumerate(_questions(document)):
        before = len(document.report.diagnostics)
        place = Place(document, ("questions", index), known, languages)
        shape = _question_shape(data, place)
        if shape is not None:
            places.add(shape.id, document.report, document.at("questions", index, "id"))
            check_question(shape, place)
            _check_enemies(shape, place, question_ids)
            placed.append((index, shape))
        new = document.report.diagnostics[before:]
        if shape is not None and not any(diagnostic.severity == "error" for diagnostic in new):
            file.questions.append(build_question(shape))
    if file.head is not None and file.head.pool is not None:
        check_pool(file.head.pool, document, placed, is_complete=len(placed) == len(_questions(document)))
    elif file.head is not None:
        check_unpooled(document, placed)


def check_self_check(file: QuizFile, *, known: Known, languages: Languages) -> None:
    """Check a self-check and keep it when it is usable."""
    assert file.document is not None, "only files that were read are checked"
    document = file.document
    shape = validate(document, SelfCheckShape, languages=languages)
    if shape is None:
        return
    if shape.set != file.slug:
        document.complain("Q001", ("set",), set=shape.set, name=file.slug)
    place = Place(document, (), known, languages)
    place.check_ids((step.id for step in shape.scale), "scale")
    place.check_ids((statement.id for statement in shape.statements), "statements")
    for index, statement in enumerate(shape.statements):
        check_name(document, ("statements", index, "module"), statement.module, names=known.modules, code="Q012")
    if shape.recommend > len(shape.statements):
        document.complain("Q013", ("recommend",), count=shape.recommend, most=len(shape.statements))
    if not document.report.has_errors:
        file.self_check = build_self_check(shape)


def _questions(document: Document) -> list[Any]:
    questions = document.data.get("questions") if isinstance(document.data, dict) else None
    return questions if isinstance(questions, list) else []


def _question_shape(data: Any, place: Place) -> AnyQuestionShape | None:
    """The question in the shape of its type. The type is looked at first, so that only its own keys are spoken of."""
    where = describe_place(place.document, place.path)
    if not isinstance(data, dict):
        (expected, expected_ja), (found, found_ja) = EXPECTED["dict_type"], describe_value(data)
        place.complain("S003", where=where, expected=expected, expected_ja=expected_ja, found=found, found_ja=found_ja)
    elif "type" not in data:
        place.complain("S001", where=where, key="type")
    elif not isinstance(data["type"], str) or data["type"] not in QUESTION_SHAPES:
        hint = find_close(str(data["type"]), QUESTION_SHAPES)
        place.complain("S004", "type", where=f"{where}.type", allowed=", ".join(QUESTION_SHAPES), hint=hint)
    else:
        shape = QUESTION_SHAPES[data["type"]]
        found_shape = validate(place.document, shape, languages=place.languages, path=place.path)
        return cast("AnyQuestionShape | None", found_shape)
    return None


def _check_enemies(shape: AnyQuestionShape, place: Place, question_ids: Names) -> None:
    for index, enemy in enumerate(shape.enemies):
        if enemy == shape.id or (question_ids is not None and enemy not in question_ids):
            hint = find_close(enemy, (name for name in question_ids or () if name != shape.id))
            place.complain("Q007", "enemies", index, id=enemy, hint=hint)
