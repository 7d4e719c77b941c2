"""Departments: their names and which one stands above, as rosters and accounts say."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from quizserver.domain.departments import Department
from quizserver.storage.tables import departments

__all__ = ["list_departments", "upsert_departments"]


def list_departments(connection: Connection) -> list[Department]:
    """Every department, by code."""
    rows = connection.execute(select(departments).order_by(departments.c.code))
    return [Department(row.code, row.name, row.parent_code) for row in rows]


def upsert_departments(connection: Connection, found: Mapping[str, tuple[str, str | None]]) -> None:
    """Code -> (name, code of the department above, or None when nobody says). An empty name keeps the known one."""
    codes = list(found)
    known = {row.code: row for row in connection.execute(select(departments).where(departments.c.code.in_(codes)))}
    new = [
        {"code": code, "name": name or code, "parent_code": parent or ""}
        for code, (name, parent) in found.items()
        if code not in known
    ]
    if new:
        connection.execute(insert(departments), new)
    for code, row in known.items():
        name, parent = found[code]
        wanted = {"name": name or row.name, "parent_code": row.parent_code if parent is None else parent}
        if wanted != {"name": row.name, "parent_code": row.parent_code}:
            connection.execute(update(departments).where(departments.c.code == code).values(wanted))
