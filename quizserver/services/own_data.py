"""A person's own data: everything that is kept about them, for themselves. Taking it is logged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from quizserver.domain.answers_told import asked_text, chosen_texts
from quizserver.services.clock import Clock
from quizserver.services.library import Library
from quizserver.storage import Database, Transaction
from quizserver.storage.audit import SYSTEM, append_audit
from quizserver.storage.own_data import list_own_rows

__all__ = ["SECTIONS", "OwnData"]

Rows = list[dict[str, Any]]

SECTIONS: Mapping[str, str] = {
    "users": "account",
    "directory_entries": "directory",
    "enrollments": "registrations",
    "module_records": "modules",
    "attempts": "attempts",
    "responses": "answers",
    "regrades": "regrades",
    "records": "history",
    "certificates": "certificates",
    "review_plans": "review_plan",
    "review_items": "reviews",
    "mails": "mails",
    "sessions": "sessions",
    "tickets": "links",
    "identities": "identities",
    "second_factors": "second_factor",
    "api_tokens": "api_tokens",
    "saved_views": "saved_views",
    "audit_log": "audit_log",
}
"""Table -> what the download calls it; these names are stable. Another table keeps its own."""

_PEOPLE = ("actor", "waived_by", "revoked_by")
_JSON = ("body", "facts", "response", "changed", "course_title", "issuer", "said", "held")


class OwnData:
    """The use case of a person who wants to see it all."""

    def __init__(self, database: Database, *, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock

    def collect(self, *, user_id: str) -> dict[str, Rows]:
        """Section -> rows. Other people are "staff" in it: their names are not this person's data."""
        now = self._clock()
        with self._database.snapshot() as tx:
            tables = list_own_rows(tx, user_id=user_id)
            self._tell_answers(tx, tables["responses"], attempts=tables["attempts"])
        for rows in tables.values():
            for row in rows:
                _clean(row, user_id=user_id)
        self._database.write(
            lambda tx: append_audit(tx, actor=user_id, action="own_data_taken", subject=f"user:{user_id}", now=now)
        )
        named = {SECTIONS.get(table, table): rows for table, rows in tables.items()}
        order = {name: place for place, name in enumerate(SECTIONS.values())}
        return dict(sorted(named.items(), key=lambda item: order.get(item[0], len(order))))

    def _tell_answers(self, tx: Transaction, responses: Rows, *, attempts: Rows) -> None:
        """Put question and choice in words. What an exam does not tell, or not yet, is not told here either."""
        by_id = {attempt["id"]: attempt for attempt in attempts}
        for row in responses:
            attempt = by_id[row["attempt_id"]]
            quiz = self._library.select_quiz(tx, revision=attempt["revision"])
            question, language = quiz.find_question(row["question"]), row["language"]
            if question is not None:
                response = json.loads(row["response"])
                row["question_text"] = asked_text(question, part=row["part"], language=language)
                row["answer_text"] = chosen_texts(question, response, part=row["part"], language=language)
            if quiz.mode == "exam" or attempt["submitted_at"] is None:
                for name in ("units", "max_units", "reason"):
                    del row[name]


def _clean(row: dict[str, Any], *, user_id: str) -> None:
    for name in _PEOPLE:
        if row.get(name) is not None:
            row[name] = {user_id: "you", SYSTEM: "system"}.get(row[name], "staff")
    for name in _JSON:
        # An issuer is texts by language on a certificate, and an address where somebody signs in elsewhere.
        if isinstance(row.get(name), str) and row[name][:1] in ("", "{", "["):
            row[name] = json.loads(row[name] or "{}")
    if isinstance(row.get("body"), dict):
        _clean_body(row["body"], user_id=user_id)


def _clean_body(body: dict[str, Any], *, user_id: str) -> None:
    stands = body.get("stands")
    if isinstance(stands, dict) and stands.get("waived_by") is not None:
        stands["waived_by"] = "you" if stands["waived_by"] == user_id else "staff"
