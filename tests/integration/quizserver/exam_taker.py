"""What tests of the final assessment share."""

from __future__ import annotations

from typing import Any

from conftest import Person, World, given
from exam_factory import EXAM, right, wrong


def begin(person: Person, *, attempt: str | None = None, language: str = "en") -> dict[str, Any]:
    """Begin or resume the exam."""
    return person.start(EXAM, attempt=attempt, language=language)


def paper_of(world: World, attempt: dict[str, Any]) -> tuple[str, ...]:
    """The questions of an attempt, as the server keeps them."""
    owner = _owner(world, attempt["id"])
    sheet = world.server.attempts.select_sheet(user_id=owner, attempt_id=attempt["id"])
    return tuple(sheet.questions)


def answers(paper: tuple[str, ...], *, rightly: bool = True) -> list[dict[str, Any]]:
    """Responses to a whole paper."""
    found = []
    for question in paper:
        if question.startswith("x-c"):
            best = ["a", "a"] if rightly else ["c", "b"]
            nodes = ["n1", "n2"] if rightly else ["n1", "n3"]
            found += [given(question, {"selected": [o]}, part=node) for node, o in zip(nodes, best, strict=True)]
        else:
            found.append(given(question, (right if rightly else wrong)(question)))
    return found


def error_of(answer: Any) -> tuple[int, str]:
    """(status, code) of a refusal."""
    return answer.status_code, answer.get_json()["error"]["code"]


def _owner(world: World, attempt_id: str) -> str:
    from sqlalchemy import select

    from quizserver.storage.tables import attempts

    with world.server.database.reading() as tx:
        return str(tx.execute(select(attempts.c.user_id).where(attempts.c.id == attempt_id)).scalar_one())
