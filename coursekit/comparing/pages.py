"""Pages: which texts differ, and whether their author says that the meaning changed."""

from __future__ import annotations

from collections.abc import Iterator

from coursekit.comparing.changes import Change
from coursekit.model import Content, Page

__all__ = ["compare_pages"]


def compare_pages(old: Content, new: Content) -> Iterator[Change]:
    """A raised `parity: revision` is the author's word for a change of meaning; without it, a page is reworded."""
    before, after = ({(page.language, page.path): page for page in content.pages} for content in (old, new))
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            page = now or was
            assert page is not None, "the key is that of one of them"
            yield _change("meaning", "page_added" if was is None else "page_removed", page)
        elif was.revision != now.revision:
            yield _change("meaning", "page_revised", now, old=str(was.revision), new=str(now.revision))
        elif (was.title, was.summary, was.body) != (now.title, now.summary, now.body):
            yield _change("wording", "page_reworded", now)


def _change(group: str, kind: str, page: Page, **facts: str) -> Change:
    file = f"content/{page.language}/{page.path}"
    text = {page.language: page.title}
    return Change(
        group="meaning" if group == "meaning" else "wording", kind=kind, file=file, facts={"text": text, **facts}
    )
