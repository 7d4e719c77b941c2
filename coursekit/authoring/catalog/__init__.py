"""Every code, in both languages.

Y: YAML and bytes · S: shape · C: course and data · Q: quizzes · I: item writing · L: pages · W: lesson writing ·
M: Markdown. A code is never given another meaning: people search for it, and tools filter by it. A check that goes
takes its code along.
"""

from collections.abc import Mapping
from types import MappingProxyType

from coursekit.authoring.catalog.course import ENTRIES as COURSE
from coursekit.authoring.catalog.entry import Entry, Words
from coursekit.authoring.catalog.item_sets import ENTRIES as ITEM_SETS
from coursekit.authoring.catalog.items import ENTRIES as ITEMS
from coursekit.authoring.catalog.lessons import ENTRIES as LESSONS
from coursekit.authoring.catalog.markdown import ENTRIES as MARKDOWN
from coursekit.authoring.catalog.pages import ENTRIES as PAGES
from coursekit.authoring.catalog.pools import ENTRIES as POOLS
from coursekit.authoring.catalog.quizzes import ENTRIES as QUIZZES
from coursekit.authoring.catalog.reading import ENTRIES as READING
from coursekit.authoring.catalog.rules import ENTRIES as RULES
from coursekit.authoring.catalog.shape import ENTRIES as SHAPE
from coursekit.authoring.catalog.twins import ENTRIES as TWINS
from coursekit.authoring.catalog.yaml import ENTRIES as YAML

__all__ = ["CATALOG", "Entry", "Words", "find_entry", "select_entry"]

CATALOG: Mapping[str, Entry] = MappingProxyType(
    {
        entry.code: entry
        for entries in (
            COURSE,
            PAGES,
            TWINS,
            LESSONS,
            MARKDOWN,
            QUIZZES,
            POOLS,
            ITEMS,
            ITEM_SETS,
            RULES,
            SHAPE,
            READING,
            YAML,
        )
        for entry in entries
    }
)


def find_entry(code: str) -> Entry | None:
    """The entry of a code, however it is typed ("q012"), or None."""
    return CATALOG.get(code.strip().upper())


def select_entry(code: str) -> Entry:
    """The entry of a code. Raises KeyError: only codes that the program itself names come here."""
    return CATALOG[code]
