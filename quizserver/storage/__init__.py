"""Where records are kept. The only package that imports SQLAlchemy; everything outside passes a `Transaction` along."""

from sqlalchemy import Connection as Transaction

from quizserver.storage.claiming import Claim, claim_database
from quizserver.storage.database import Database, open_database
from quizserver.storage.migrating import find_version, latest_version, migrate

__all__ = [
    "Claim",
    "Database",
    "Transaction",
    "claim_database",
    "find_version",
    "latest_version",
    "migrate",
    "open_database",
]
