"""The floor of the submit path: a bare Flask route that stores one row durably, with no session, grading or rules.

Run as `python -m bench.floor PORT DATABASE`; served by the same server. Sixteen threads are its best: more would fight
for the database.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
import uuid

from flask import Flask, request
from waitress import serve

THREADS = 16


def create_floor(database: str) -> Flask:
    """One route: parse JSON, insert one row, commit (synchronous FULL), answer JSON."""
    app = Flask("floor")
    local = threading.local()

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(database, isolation_level=None, timeout=60)
            local.connection.execute("PRAGMA journal_mode=WAL")
            local.connection.execute("PRAGMA synchronous=FULL")
        return local.connection

    connection().execute("CREATE TABLE IF NOT EXISTS attempts (id TEXT PRIMARY KEY, body TEXT NOT NULL)")

    @app.post("/submit")
    def submit() -> dict[str, str]:
        request.get_json()
        key = str(uuid.uuid4())
        connection().execute("INSERT INTO attempts VALUES (?, ?)", (key, request.get_data(as_text=True)))
        return {"id": key}

    return app


if __name__ == "__main__":
    serve(create_floor(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), threads=THREADS, _quiet=True)
