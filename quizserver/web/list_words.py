"""What is wrong with a line of a roster or of a list of numbers, in words; for pages and for commands."""

from __future__ import annotations

from quizserver.domain.roster import Problem
from quizserver.web.words import Words

__all__ = ["problem_text"]


def problem_text(problem: Problem, say: Words) -> str:
    """One problem, with the name of its column."""
    name = say(f"roster.fields.{problem.field}") if problem.field else ""
    return say(f"roster.problems.{problem.code}", **({"field": name} | dict(problem.facts)))
