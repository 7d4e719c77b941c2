"""Pools: every question has its place, and a paper can be drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from coursekit.authoring.building import AnyQuestionShape, build_pool
from coursekit.authoring.schema.files import PoolShape
from coursekit.authoring.suggesting import find_close
from coursekit.authoring.yaml_document import Document
from coursekit.drawing import is_drawable

__all__ = ["Placed", "check_pool", "check_unpooled"]

Placed = tuple[int, AnyQuestionShape]
"""A question and its place in the file."""


def check_pool(pool: PoolShape, document: Document, questions: Sequence[Placed], *, is_complete: bool) -> None:
    """Complain about what keeps papers from being drawn, or from being comparable.

    With `is_complete` false some questions could not be read, so that nothing is said about how many there are.
    """
    before = len(document.report.diagnostics)
    _check_names(pool, document)
    _check_strata(pool, document, questions)
    _check_points(document, questions)
    if is_complete:
        _check_counts(pool, document, questions)
    if is_complete and len(document.report.diagnostics) == before:
        built = build_pool(pool)
        if not is_drawable([shape for _, shape in questions], strata=built.strata, balance=built.balance):
            document.report.add("Q046", document.at_key("pool"))


def check_unpooled(document: Document, questions: Sequence[Placed]) -> None:
    """Without a pool, nothing is drawn."""
    for index, shape in questions:
        for key in ("stratum", "setting"):
            if getattr(shape, key) is not None:
                document.report.add("Q047", document.at_key("questions", index, key), key=key)


def _check_names(pool: PoolShape, document: Document) -> None:
    """No stratum and no setting stands there twice."""
    strata, settings = [each.id for each in pool.strata], [each.setting for each in pool.balance]
    for key, name_key, names in (("strata", "id", strata), ("balance", "setting", settings)):
        for index, name in enumerate(names):
            if name in names[:index]:
                line = document.at("pool", key, names.index(name), name_key)[0]
                document.complain("Q003", ("pool", key, index, name_key), id=name, where=f"pool.{key}", line=line)


def _check_strata(pool: PoolShape, document: Document, questions: Sequence[Placed]) -> None:
    strata = [stratum.id for stratum in pool.strata]
    for index, shape in questions:
        if shape.stratum is None:
            document.complain("Q041", ("questions", index), id=shape.id)
        elif shape.stratum not in strata:
            hint = find_close(shape.stratum, strata)
            document.complain("Q040", ("questions", index, "stratum"), id=shape.stratum, hint=hint)


def _check_points(document: Document, questions: Sequence[Placed]) -> None:
    first: dict[str | None, AnyQuestionShape] = {}
    for index, shape in questions:
        other = first.setdefault(shape.stratum, shape)
        if shape.stratum is not None and shape.points != other.points:
            document.complain(
                "Q043",
                ("questions", index, "points"),
                points=shape.points,
                other=other.points,
                first=other.id,
                stratum=shape.stratum,
            )


def _check_counts(pool: PoolShape, document: Document, questions: Sequence[Placed]) -> None:
    held = Counter(shape.stratum for _, shape in questions)
    settings = Counter(shape.setting for _, shape in questions)
    for index, stratum in enumerate(pool.strata):
        if held[stratum.id] < stratum.draw:
            place = ("pool", "strata", index, "draw")
            document.complain("Q042", place, id=stratum.id, draw=stratum.draw, count=held[stratum.id])
    for index, each in enumerate(pool.balance):
        if not settings[each.setting]:
            hint = find_close(each.setting, (name for name in settings if name))
            document.complain("Q048", ("pool", "balance", index, "setting"), id=each.setting, hint=hint)
