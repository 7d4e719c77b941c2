"""Mails: what is sent to whom, and when a failed one is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Any, Literal

__all__ = ["Mail", "MailKind", "next_try_at"]

MailKind = Literal["reset", "invitation", "due_soon", "overdue", "digest"]

_MINUTES = (1, 5, 30, 120, 480, 1440, 1440, 1440)
"""RFC 5321, 4.5.4.1: a sender gives up after four to five days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail in the queue. `dedupe` names it for ever: a second one with the same key is never sent. `facts` are ids,
    dates and counts, never names or addresses: the text is made when it is sent.

    `state`: queued, sending, sent, failed (refused, or given up), unsure (nobody knows), unwanted (when it was to be
    sent, nobody needed it any more), handed (told in a file instead).
    """

    id: str
    user_id: str
    kind: MailKind
    dedupe: str
    facts: Mapping[str, Any] = with_default(default_factory=dict)
    state: str = "queued"
    tries: int = 0
    queued_at: int = 0
    sent_at: int | None = None
    problem: str | None = None


def next_try_at(*, tries: int, now: int) -> int | None:
    """When to try again after so many tries, in milliseconds; None when it is time to give up (after three days)."""
    return now + _MINUTES[tries - 1] * 60_000 if tries <= len(_MINUTES) else None
