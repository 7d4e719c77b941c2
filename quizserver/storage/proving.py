"""What a table holds, as two numbers that anybody can compare: how many rows, and one hash over all of them.

The hash is the sum of the rows' SHA-256 values, modulo 2^256: it does not depend on the order in which a database gives
its rows, nor on the kind of database, and one changed, missing or additional row changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from quizserver.storage.tables import metadata

__all__ = ["Rows", "TableProof", "Tally", "find_differences", "holds_nothing", "prove_tables", "stream_rows"]

_CHUNK = 2000
_MODULUS = 1 << 256

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class TableProof:
    """One table's contents at one moment."""

    table: str
    rows: int
    hash: str


class Tally:
    """Counts and hashes the rows of one table as they pass."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._rows = self._sum = 0

    def add(self, rows: Rows) -> None:
        """These rows have passed."""
        self._rows += len(rows)
        self._sum += sum(_hash(row) for row in rows)

    def proof(self) -> TableProof:
        """What has passed."""
        return TableProof(self._table, self._rows, f"{self._sum % _MODULUS:064x}")


def stream_rows(connection: Connection, table: Table) -> Iterator[Rows]:
    """All rows of a table in portions, whatever their number."""
    streaming = connection.execution_options(stream_results=True, yield_per=_CHUNK)
    yield from streaming.execute(select(table)).partitions()


def prove_tables(connection: Connection) -> list[TableProof]:
    """Every table of this version, in the order in which rows may be inserted."""
    proofs = []
    for table in metadata.sorted_tables:
        tally = Tally(table.name)
        for rows in stream_rows(connection, table):
            tally.add(rows)
        proofs.append(tally.proof())
    return proofs


def find_differences(one: Sequence[TableProof], other: Sequence[TableProof]) -> list[str]:
    """The names of tables that do not hold the same rows."""
    there = {proof.table: proof for proof in other}
    return [proof.table for proof in one if there.get(proof.table) != proof]


def holds_nothing(connection: Connection) -> bool:
    """Whether no table has a row."""
    return all(connection.execute(select(table).limit(1)).first() is None for table in metadata.sorted_tables)


def _hash(row: Sequence[Any]) -> int:
    text = json.dumps(list(row), ensure_ascii=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
