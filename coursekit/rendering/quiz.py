"""A compiled quiz to HTML: its questions; or, where no page may hold them, the start panel and an attempt's paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from coursekit.bundle import CompiledQuestion, CompiledQuiz
from coursekit.rendering.templating import render_template
from coursekit.rendering.wording import words

__all__ = ["question_view", "render_paper", "render_quiz"]

_TEMPLATES = {
    "single": "choice",
    "multiple": "choice",
    "truefalse": "choice",
    "ordering": "ordering",
    "matching": "matching",
    "numeric": "numeric",
    "short": "short",
    "branch": "branch",
}


def render_quiz(
    quiz: CompiledQuiz,
    *,
    course_id: str,
    language: str,
    module: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    next_url: str | None = None,
    next_title: str | None = None,
    heading_level: int = 3,
    api_url: str = "/api/v1",
    app_url: str = "/app",
) -> str:
    """The quiz as one <section class="ck-quiz">, safe to put into a page as it is; of a sealed one, its panel.

    `module` is the slug of the quiz's module where it differs from the quiz's own. `orders` are the orders of an
    attempt, as the learner API gives them: question id (or "question/node") -> option ids; what it leaves out keeps the
    author's order. `heading_level` is the level of the heading "Question 1 of 8". Of a sealed quiz the section holds
    what there is to know before it begins, and no question.
    """
    said = words(language)
    about = {
        "quiz": quiz,
        "course_id": course_id,
        "language": language,
        "module": module or quiz.slug,
        "next_url": next_url,
        "next_title": next_title,
        "heading": f"h{heading_level}",
        "api_url": api_url,
        "app_url": app_url,
        "page": said["page"],
    }
    if quiz.is_sealed:
        return render_template("exam.html.j2", **about, exam=said["exam"], script_words=dict(said["exam_script"]))
    questions = [question_view(question, language=language, orders=orders or {}) for question in quiz.questions]
    return render_template("quiz.html.j2", **about, questions=questions, script_words=dict(said["script"]))


def render_paper(
    quiz: CompiledQuiz,
    *,
    course_id: str,
    language: str,
    module: str | None = None,
    orders: Mapping[str, Sequence[str]] | None = None,
    heading_level: int = 3,
) -> str:
    """The quiz with its questions: for the learner of an attempt, never for a page of the site if it is sealed.

    `quiz` holds the questions of this paper alone, in their order; `orders` are those of the attempt. Of a sealed quiz
    it is a <section class="ck-paper">, which takes its place in the panel that `render_quiz` made.
    """
    if not quiz.is_sealed:
        return render_quiz(
            quiz,
            course_id=course_id,
            language=language,
            module=module,
            orders=orders,
            heading_level=heading_level,
        )
    said = words(language)
    return render_template(
        "paper.html.j2",
        quiz=quiz,
        questions=[question_view(question, language=language, orders=orders or {}) for question in quiz.questions],
        language=language,
        heading=f"h{heading_level}",
        page=said["page"],
        exam=said["exam"],
    )


def question_view(question: CompiledQuestion, *, language: str, orders: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Delivery data in one language. Only `delivery` is looked at, so that nothing of the key can get into a page."""
    data = question.delivery
    view = {
        "id": data["id"],
        "type": data["type"],
        "template": f"questions/{_TEMPLATES[data['type']]}.html.j2",
        "points": data["points"],
        "stem": data["stem"][language],
    }
    for name in ("options", "items", "premises", "responses"):
        if name in data:
            view[name] = _arranged(_entries(data[name], language=language), order=orders.get(question.id))
    if "nodes" in data:
        nodes = [_node(node, question=question, language=language, orders=orders) for node in data["nodes"]]
        view["nodes"] = sorted(nodes, key=lambda node: node["id"] != data["start"])
    if "inputs" in data:
        view |= {"input": data["inputs"][language], "inputs": data["inputs"]}
    if "reuse" in data:
        view["reuse"] = data["reuse"]
    return view


def _node(
    node: Mapping[str, Any], *, question: CompiledQuestion, language: str, orders: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    options = _entries(node["options"], language=language)
    return {
        "id": node["id"],
        "prompt": node["prompt"][language],
        "options": _arranged(options, order=orders.get(f"{question.id}/{node['id']}")),
    }


def _entries(entries: Sequence[Mapping[str, Any]], *, language: str) -> list[dict[str, Any]]:
    """Options in one language; those of a true/false question have no text of their own."""
    return [{"id": entry["id"], "text": entry["text"][language] if "text" in entry else None} for entry in entries]


def _arranged(entries: list[dict[str, Any]], *, order: Sequence[str] | None) -> list[dict[str, Any]]:
    """Entries in the order of a paper; an id that the order does not name stays behind the others."""
    if not order:
        return entries
    places = {entry_id: place for place, entry_id in enumerate(order)}
    return sorted(entries, key=lambda entry: places.get(entry["id"], len(places)))
