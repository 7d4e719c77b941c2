"""Text sorted by its bytes, whatever the database was set up with: a report has one order on every machine."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

__all__ = ["by_bytes"]


class by_bytes(FunctionElement[str]):
    """This text as a key to sort by. SQLite compares bytes anyway, PostgreSQL when it is told."""

    name = "by_bytes"
    type = String()
    inherit_cache = True


@compiles(by_bytes)
def _as_it_is(element: by_bytes, compiler: SQLCompiler, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(by_bytes, "postgresql")
def _collated(element: by_bytes, compiler: SQLCompiler, **options: Any) -> str:
    return f'{compiler.process(element.clauses, **options)} COLLATE "C"'
