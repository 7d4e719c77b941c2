"""New ids for entries that have none, by the rule that a trainer would follow.

A question gets the next number after the highest of its file (tea-01-q5 after tea-01-q4); a file without numbered
questions begins with its own name (01-leaves-q1). Entries of a list go on where the list's ids end: a, b, c or s1, s2.
Gaps are not filled: a number that is missing may belong to a question that learners have answered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

__all__ = ["next_entry_id", "next_question_id"]

_NUMBERED = re.compile(r"(?P<prefix>.*?)(?P<number>[0-9]{1,9})")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def next_question_id(own: Collection[str], *, taken: Collection[str], name: str) -> str:
    """The next id in a file called `name` with the ids `own`, in a course where `taken` are used."""
    prefixes = Counter(match["prefix"] for each in own if (match := _NUMBERED.fullmatch(each)) and match["prefix"])
    prefix = prefixes.most_common(1)[0][0] if prefixes else f"{name}-q"
    return f"{prefix}{_highest(prefix, [*own, *taken]) + 1}"


def next_entry_id(own: Collection[str], *, prefix: str) -> str | None:
    """The next id in a list with the ids `own`; `prefix` is "" for letters. None when the letters are used up."""
    if prefix == "":
        last = max((LETTERS.index(each) for each in own if len(each) == 1 and each in LETTERS), default=-1)
        return LETTERS[last + 1] if last + 1 < len(LETTERS) else None
    return f"{prefix}{_highest(prefix, own) + 1}"


def _highest(prefix: str, ids: Collection[str]) -> int:
    numbers = (match for each in ids if (match := _NUMBERED.fullmatch(each)) and match["prefix"] == prefix)
    return max((int(match["number"]) for match in numbers), default=0)
