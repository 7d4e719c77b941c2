"""How people come in and are written to: sessions, links, second factors, tokens, mails."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text

from quizserver.storage.tables.base import Hash, Id, metadata

__all__ = [
    "api_tokens",
    "identities",
    "mails",
    "second_factors",
    "sessions",
    "sign_in_flows",
    "sign_in_tries",
    "tickets",
]

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
    # When the second factor was given in this session; NULL where none was asked for.
    Column("factor_at", BigInteger, nullable=True),
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

# Who somebody is at a provider of identities (OpenID Connect): issuer and subject, for ever.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("linked_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# A sign-in that went to a provider and has not come back. It is taken away when it does: a second return finds nothing.
sign_in_flows = Table(
    "sign_in_flows",
    metadata,
    Column("state_hash", Hash, primary_key=True),
    Column("nonce", String(100), nullable=False),
    Column("verifier", String(128), nullable=False),
    # The browser that left, by the hash of a cookie of its own.
    Column("browser_hash", Hash, nullable=False),
    Column("next", Text, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("user_id", Id, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    # Sealed with the server's secret: who reads the database cannot make codes.
    Column("secret", Text, nullable=False),
    Column("confirmed_at", BigInteger, nullable=True),
    # The latest step whose code was taken: no code counts twice (RFC 6238, 5.2).
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    # Hashes of the recovery codes that are left (JSON).
    Column("recovery", Text, nullable=False, server_default="[]"),
    sqlite_with_rowid=False,
)

# What programs come in with. Only the hash is here.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", Hash, nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("user_id", Id, ForeignKey("users.id"), nullable=False, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=True),
    Column("last_used_at", BigInteger, nullable=True),
    Column("revoked_at", BigInteger, nullable=True),
    sqlite_with_rowid=False,
)
