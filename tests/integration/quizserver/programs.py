"""Programs with tokens, for tests."""

from __future__ import annotations

import uuid
from typing import Any

from conftest import Person, World
from werkzeug.test import TestResponse

from quizserver.domain.people import Role
from quizserver.domain.tokens import Scope


class Program:
    """A program that holds a token of this person, or of a new HR person."""

    def __init__(self, world: World, *scopes: Scope, owner: Person | None = None, days: int = 30) -> None:
        self.client = world.app.test_client(use_cookies=False)
        self.owner = owner or world.person("Owner", Role.HR)
        made = world.server.tokens.create(
            owner_id=self.owner.account.id,
            actor=self.owner.account.id,
            name=f"Test {uuid.uuid4()}",
            scopes=frozenset(scopes),
            days=days,
        )
        self.id, self.text = made.token.id, made.text

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Call with the token."""
        headers = {"Authorization": f"Bearer {self.text}"} | options.pop("headers", {})
        return self.client.open(path, method=method, json=body, headers=headers, **options)

    def scim(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        """Call SCIM as directories do."""
        kind = options.pop("content_type", "application/scim+json")
        return self.call(method, f"/scim/v2{path}", body, content_type=kind, **options)
