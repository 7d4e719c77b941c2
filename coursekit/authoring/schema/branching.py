"""Scenarios."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from coursekit.authoring.schema.fields import Id, Shape, TextValue
from coursekit.authoring.schema.question import QuestionShape

__all__ = ["BranchShape", "DecisionShape", "EndingShape"]


class DecisionOptionShape(Shape):
    id: Id
    points: Annotated[int, Field(ge=0, le=10)]
    """What this decision is worth; the question's points are shared out over the best path.

    この判断の点数。問題の点数は、最善の道筋に配分されます。
    """
    next: Id
    """The node or ending that follows.

    次の場面または結末のid。
    """
    misconception: Id | None = None
    """The belief that leads to this option, from content/misconceptions.yml.

    この選択につながる思い込み。content/misconceptions.ymlのidです。
    """
    text: TextValue
    result: TextValue | None = None
    """What happens then.

    選んだ結果、起きること。
    """
    feedback: TextValue
    """Why it is a good or a poor decision.

    良い、または良くない判断である理由。
    """


class DecisionShape(Shape):
    prompt: TextValue
    options: Annotated[list[DecisionOptionShape], Field(min_length=2, max_length=8)]


class EndingShape(Shape):
    ending: TextValue
    """How the story ends here.

    この結末の内容。
    """


def _node_kind(value: Any) -> str:
    return "(ending)" if type(value) is dict and "ending" in value else "(decision)"


NodeShape = Annotated[
    Annotated[DecisionShape, Tag("(decision)")] | Annotated[EndingShape, Tag("(ending)")], Discriminator(_node_kind)
]


class BranchShape(QuestionShape):
    """A scenario: decisions along a path, to an ending. Score: points / points of the best path.

    判断を重ねて結末に至る、シナリオの問題。得点＝得た点÷最善の道筋の点。
    """

    type: Literal["branch"]
    start: Id
    """The first decision.

    最初の判断の場面。
    """
    nodes: Annotated[dict[Id, NodeShape], Field(min_length=2, max_length=60)]
    """Decisions (prompt and options) and endings, by id.

    判断の場面（promptとoptions）と結末。idごとに書きます。
    """
    debrief: TextValue
    """The principle behind it, shown at the end.

    背後にある原則。最後に表示します。
    """
