"""Scenarios: every path leads forward to an ending."""

from __future__ import annotations

from collections.abc import Mapping

from coursekit.authoring.checks.place import Place
from coursekit.authoring.schema.questions import BranchShape, DecisionShape
from coursekit.authoring.suggesting import find_close

__all__ = ["check_branch"]

Decisions = Mapping[str, DecisionShape]


def check_branch(shape: BranchShape, place: Place) -> None:
    """Decisions begin at `start`, never go back, leave nothing out, and are worth something."""
    decisions = {name: node for name, node in shape.nodes.items() if isinstance(node, DecisionShape)}
    for name, node in decisions.items():
        _check_decision(name, node, shape, place)
    if shape.start not in decisions:
        place.complain("Q032", "start", id=shape.start, hint=find_close(shape.start, decisions))
        return
    reached = _walk(shape.start, decisions, place)
    for name in shape.nodes:
        if name not in reached:
            place.document.report.add("Q035", place.document.at_key(*place.path, "nodes", name), id=name)
    if not any(option.points for name in reached & decisions.keys() for option in decisions[name].options):
        place.complain("Q036", "nodes")


def _check_decision(name: str, node: DecisionShape, shape: BranchShape, place: Place) -> None:
    below = ("nodes", name, "options")
    place.check_ids((option.id for option in node.options), *below)
    place.check_texts((option.text for option in node.options), *below)
    best = max(option.points for option in node.options)
    for index, option in enumerate(node.options):
        if option.next not in shape.nodes:
            place.complain("Q033", *below, index, "next", id=option.next, hint=find_close(option.next, shape.nodes))
        place.check_misconception(option.misconception, *below, index)
        if option.points < best and option.misconception is None and place.known.misconceptions:
            place.complain("Q009", *below, index, id=option.id)


def _walk(start: str, decisions: Decisions, place: Place) -> set[str]:
    """Everything that a learner can reach; complains about each option that leads back along its own path.

    Depth first: an option that leads to a node which is still open, because we came through it, closes a circle.
    """
    reached, open_nodes = {start}, [start]
    pending = [iter(enumerate(decisions[start].options))]
    while pending:
        found = next(pending[-1], None)
        if found is None:
            pending.pop()
            open_nodes.pop()
            continue
        index, option = found
        if option.next in open_nodes:
            place.complain("Q034", "nodes", open_nodes[-1], "options", index, "next", id=option.next)
        elif option.next not in reached:
            reached.add(option.next)
            if option.next in decisions:
                open_nodes.append(option.next)
                pending.append(iter(enumerate(decisions[option.next].options)))
    return reached
