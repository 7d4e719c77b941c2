"""How people come in and are written to: sessions, links, second factors, tokens, mails."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from quizserver.storage.tables.base import Hash, Id, metadata

__all__ = ["mails", "sessions", "sign_in_tries", "tickets"]

sessions = Table(
    "sessions",
    metadata,
    # SHA-256 of the cookie's token: who reads the database cannot sign in with it.
    Column("token_hash", Hash, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("last_seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    # Browser and system in a few words, so that people know their own ("Chrome, Windows").
    Column("browser", String(80), nullable=False, server_default=""),
    sqlite_with_rowid=False,
)

# A link that lets somebody in once: an invitation, or a new password. As with sessions, only the hash is here.
tickets = Table(
    "tickets",
    metadata,
    Column("token_hash", Hash, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# What is to be mailed. The text is made when it is sent, so that no link and no name waits here.
mails = Table(
    "mails",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    # One mail per key, ever: whoever asks twice sends once.
    Column("dedupe", String(200), nullable=False, unique=True),
    Column("facts", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("queued_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("claimed_at", BigInteger, nullable=True),
    Column("sent_at", BigInteger, nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("problem", String(200), nullable=True),
    sqlite_with_rowid=False,
)

Index("ix_mails_state_due_at", mails.c.state, mails.c.due_at)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", Id, primary_key=True),
    # A keyed hash of an address, an account, or both: no personal data.
    Column("bucket", Hash, nullable=False),
    Column("at", BigInteger, nullable=False),
)

Index("ix_sign_in_tries_bucket_at", sign_in_tries.c.bucket, sign_in_tries.c.at)

Index("ix_sign_in_tries_at", sign_in_tries.c.at)
