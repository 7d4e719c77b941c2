"""A roster: the list of people that HR exports from its own system. From rows of text to what would change here."""

from quizserver.domain.roster.cleaning import Cleaned, Entry, Listed, clean_listed, clean_row
from quizserver.domain.roster.columns import FIELDS, Header, read_header, read_list_header
from quizserver.domain.roster.planning import Change, Known, Plan, plan_roster
from quizserver.domain.roster.problems import Problem

__all__ = [
    "FIELDS",
    "Change",
    "Cleaned",
    "Entry",
    "Header",
    "Known",
    "Listed",
    "Plan",
    "Problem",
    "clean_listed",
    "clean_row",
    "plan_roster",
    "read_header",
    "read_list_header",
]
