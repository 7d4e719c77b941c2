"""From checked shapes to the frozen model."""

from __future__ import annotations

from typing import Any, assert_never

from coursekit.authoring.schema.files import PoolShape, SelfCheckShape
from coursekit.authoring.schema.questions import (
    BranchShape,
    DecisionShape,
    EndingShape,
    MatchingShape,
    MultipleShape,
    NumericShape,
    OptionShape,
    OrderingShape,
    ShortShape,
    SingleShape,
    TrueFalseShape,
)
from coursekit.model import (
    Balance,
    BranchEnding,
    BranchNode,
    BranchOption,
    BranchQuestion,
    ChoiceQuestion,
    MatchingQuestion,
    NearMissNumber,
    NearMissText,
    NumberInput,
    NumericQuestion,
    Option,
    OrderingQuestion,
    Pool,
    Premise,
    Question,
    SelfCheck,
    SelfCheckStatement,
    ShortQuestion,
    Step,
    Stratum,
    TrueFalseQuestion,
)

__all__ = ["AnyQuestionShape", "build_pool", "build_question", "build_self_check"]

AnyQuestionShape = (
    SingleShape
    | MultipleShape
    | TrueFalseShape
    | OrderingShape
    | MatchingShape
    | NumericShape
    | ShortShape
    | BranchShape
)


def build_question(shape: AnyQuestionShape) -> Question:
    """The question that a checked shape describes."""
    base: dict[str, Any] = {
        "id": shape.id,
        "bloom": shape.bloom,
        "objective": shape.objective,
        "facts": tuple(shape.facts),
        "points": shape.points,
        "stem": shape.stem,
        "review": shape.review,
        "enemies": tuple(shape.enemies),
        "stratum": shape.stratum,
        "outcome": shape.outcome,
        "setting": shape.setting,
        "sections": tuple(shape.sections),
    }
    match shape:
        case SingleShape() | MultipleShape():
            options = tuple(_option(option) for option in shape.options)
            return ChoiceQuestion(
                **base, options=options, multiple=isinstance(shape, MultipleShape), pinned=shape.pinned
            )
        case TrueFalseShape():
            return TrueFalseQuestion(
                **base,
                answer=shape.answer,
                feedback_true=shape.feedback.true,
                feedback_false=shape.feedback.false,
                misconception=shape.misconception,
            )
        case OrderingShape():
            steps = (Step(id=item.id, text=item.text, feedback=item.feedback) for item in shape.items)
            return OrderingQuestion(**base, items=tuple(steps))
        case MatchingShape():
            premises = (Premise(id=p.id, text=p.text, answer=p.answer, feedback=p.feedback) for p in shape.premises)
            responses = tuple((response.id, response.text) for response in shape.responses)
            return MatchingQuestion(**base, premises=tuple(premises), responses=responses, reuse=shape.reuse)
        case NumericShape():
            return _numeric(shape, base)
        case ShortShape():
            near = (NearMissText(match=tuple(n.match), feedback=n.text) for n in shape.feedback.near_misses)
            return ShortQuestion(
                **base,
                accept=tuple(shape.accept),
                feedback_correct=shape.feedback.correct,
                feedback_other=shape.feedback.other,
                near_misses=tuple(near),
            )
        case BranchShape():
            return _branch(shape, base)
        case _:
            assert_never(shape)


def build_pool(shape: PoolShape) -> Pool:
    """The pool that a checked shape describes."""
    return Pool(
        strata=tuple(Stratum(stratum.id, stratum.draw) for stratum in shape.strata),
        balance=tuple(Balance(each.setting, each.at_least) for each in shape.balance),
    )


def build_self_check(shape: SelfCheckShape) -> SelfCheck:
    """The self-check that a checked shape describes."""
    return SelfCheck(
        slug=shape.set,
        scale=tuple((step.id, step.value, step.text) for step in shape.scale),
        statements=tuple(SelfCheckStatement(s.id, s.module, s.text) for s in shape.statements),
        recommend=shape.recommend,
    )


def _option(shape: OptionShape) -> Option:
    return Option(
        id=shape.id,
        text=shape.text,
        feedback=shape.feedback,
        correct=shape.correct,
        misconception=shape.misconception,
    )


def _numeric(shape: NumericShape, base: dict[str, Any]) -> NumericQuestion:
    inputs = {
        language: NumberInput(unit=typed.unit, factor=typed.factor, example=typed.example)
        for language, typed in shape.input.items()
    }
    return NumericQuestion(
        **base,
        value=shape.answer.value,
        unit=shape.answer.unit,
        tolerance=shape.answer.tolerance,
        inputs=inputs,
        feedback_correct=shape.feedback.correct,
        feedback_other=shape.feedback.other,
        near_misses=tuple(NearMissNumber(value=n.value, feedback=n.text) for n in shape.feedback.near_misses),
    )


def _branch(shape: BranchShape, base: dict[str, Any]) -> BranchQuestion:
    nodes = {name: node for name, node in shape.nodes.items() if isinstance(node, DecisionShape)}
    endings = {name: node for name, node in shape.nodes.items() if isinstance(node, EndingShape)}
    return BranchQuestion(
        **base,
        start=shape.start,
        nodes=tuple(_branch_node(name, node) for name, node in nodes.items()),
        endings=tuple(BranchEnding(id=name, ending=node.ending) for name, node in endings.items()),
        debrief=shape.debrief,
    )


def _branch_node(name: str, node: DecisionShape) -> BranchNode:
    options = (
        BranchOption(
            id=option.id,
            points=option.points,
            next=option.next,
            text=option.text,
            feedback=option.feedback,
            result=option.result,
            misconception=option.misconception,
        )
        for option in node.options
    )
    return BranchNode(id=name, prompt=node.prompt, options=tuple(options))
