"""A roster: the list of people that HR exports from its own system. From rows of text to what would change here."""

from quizserver.domain.roster.cleaning import Cleaned, Entry, clean_row
from quizserver.domain.roster.columns import FIELDS, Header, read_header
from quizserver.domain.roster.planning import Change, Known, Plan, plan_roster
from quizserver.domain.roster.problems import Problem

__all__ = [
    "FIELDS",
    "Change",
    "Cleaned",
    "Entry",
    "Header",
    "Known",
    "Plan",
    "Problem",
    "clean_row",
    "plan_roster",
    "read_header",
]
