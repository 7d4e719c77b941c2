"""SCIM checked by an independent tester, which shares no code with this server: every check passes, none is skipped."""

from __future__ import annotations

import pytest
from conftest import World
from programs import Program
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_tester import Status, check_server

from quizserver.domain.tokens import Scope

pytestmark = pytest.mark.integration


def test_every_check_of_the_tester_passes(world: World) -> None:
    program = Program(world, Scope.SCIM)
    client = WSGISCIMClient(
        world.app, base_url="http://127.0.0.1:8000/scim/v2", headers={"Authorization": f"Bearer {program.text}"}
    )
    results = check_server(client)
    not_passed = [result for result in results if result.status is not Status.SUCCESS]
    assert not_passed == [], "\n".join(f"{result.title}: {result.reason} {result.data}" for result in not_passed)
    assert len(results) >= 60
