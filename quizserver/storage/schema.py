"""The schema as text, committed beside this file so that every change of it is seen in review.

`python -m quizserver.storage.schema` writes the files anew; a test fails when they are out of date.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import CreateIndex, CreateTable

from quizserver.storage.tables import metadata

__all__ = ["SCHEMA_FILES", "schema_text"]

SCHEMA_FILES: dict[str, Path] = {
    name: Path(__file__).with_name(f"schema.{name}.sql") for name in ("sqlite", "postgresql")
}


def schema_text(name: str) -> str:
    """CREATE statements of all tables and indexes in this dialect. Triggers are in the migrations."""
    dialect: Dialect = sqlite.dialect() if name == "sqlite" else postgresql.dialect()  # type: ignore[no-untyped-call]
    statements = []
    for table in metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
    lines = (line.rstrip() for line in ";\n\n".join([*statements, ""]).rstrip().splitlines())
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    for dialect_name, path in SCHEMA_FILES.items():
        path.write_text(schema_text(dialect_name), encoding="utf-8")
