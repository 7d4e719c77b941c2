"""People and their sessions: reads and writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from quizserver.domain.people import Account, OpenSession, Role, Visitor, roles_from_text, roles_to_text
from quizserver.storage.departments import upsert_departments
from quizserver.storage.prepared import Prepared
from quizserver.storage.tables import sessions, users

__all__ = [
    "ACCOUNT_COLUMNS",
    "account_of",
    "count_accounts",
    "delete_expired_sessions",
    "delete_session",
    "delete_sessions_of",
    "find_account",
    "find_account_by_email",
    "find_account_by_name",
    "find_account_by_number",
    "find_visitor",
    "has_password",
    "insert_account",
    "insert_session",
    "list_sessions",
    "list_uninvited",
    "lock_account",
    "lock_admins",
    "touch_session",
    "update_basics",
    "update_password",
    "update_roles",
]

ACCOUNT_COLUMNS = [column for column in users.c if column.name not in ("email_key", "password_hash")]
_ACCOUNT_NAMES = tuple(column.name for column in ACCOUNT_COLUMNS)

_visitor = Prepared(
    select(
        users.c.id,
        users.c.name,
        users.c.locale,
        users.c.roles,
        users.c.department_code,
        sessions.c.last_seen_at,
        sessions.c.factor_at,
    ).where(
        sessions.c.token_hash == bindparam("token"),
        sessions.c.expires_at > bindparam("now"),
        sessions.c.last_seen_at > bindparam("idle_since"),
        users.c.id == sessions.c.user_id,
        users.c.active,
    )
)
_by_email = select(*ACCOUNT_COLUMNS, users.c.password_hash).where(users.c.email_key == bindparam("key"))
_by_number = select(*ACCOUNT_COLUMNS, users.c.password_hash).where(users.c.employee_number == bindparam("number"))
_by_id = select(*ACCOUNT_COLUMNS).where(users.c.id == bindparam("id"))
_locked = Prepared(select(users.c.id).where(users.c.id == bindparam("id")).with_for_update(key_share=True))


def find_visitor(connection: Connection, *, token_hash: str, now: int, idle_since: int) -> Visitor | None:
    """Who holds this session: one statement, since every request asks."""
    row = _visitor.first(connection, {"token": token_hash, "now": now, "idle_since": idle_since})
    if row is None:
        return None
    return Visitor(
        user_id=row[0],
        name=row[1],
        locale=row[2],
        roles=roles_from_text(row[3]),
        department_code=row[4],
        last_seen_at=row[5],
        factor_at=row[6],
    )


def find_account_by_email(connection: Connection, *, key: str) -> tuple[Account, str | None] | None:
    """The account with this e-mail key, and its password hash."""
    row = connection.execute(_by_email, {"key": key}).first()
    return None if row is None else (account_of(row), row.password_hash)


def find_account_by_number(connection: Connection, *, number: str) -> Account | None:
    """The account with this employee number."""
    row = connection.execute(_by_number, {"number": number}).first()
    return None if row is None else account_of(row)


def find_account_by_name(connection: Connection, *, name: str) -> tuple[Account, str | None] | None:
    """The account that a `sign_in_name` means, by address or employee number, and its password hash."""
    statement, key = (_by_email, "key") if "@" in name else (_by_number, "number")
    row = connection.execute(statement, {key: name}).first()
    return None if row is None else (account_of(row), row.password_hash)


def find_account(connection: Connection, *, user_id: str) -> Account | None:
    """The account, or None."""
    row = connection.execute(_by_id, {"id": user_id}).first()
    return None if row is None else account_of(row)


def has_password(connection: Connection, *, user_id: str) -> bool:
    """Whether this person has ever chosen a password."""
    found = select(users.c.id).where(users.c.id == user_id, users.c.password_hash.is_not(None))
    return connection.execute(found).first() is not None


def list_uninvited(connection: Connection) -> list[Account]:
    """Active people without a password, by department and number."""
    statement = (
        select(*ACCOUNT_COLUMNS)
        .where(users.c.active, users.c.password_hash.is_(None))
        .order_by(users.c.department_code, func.coalesce(users.c.employee_number, ""), users.c.id)
    )
    return [account_of(row) for row in connection.execute(statement)]


def count_accounts(connection: Connection) -> int:
    """How many accounts there are."""
    return connection.execute(select(func.count()).select_from(users)).scalar_one()


def lock_account(connection: Connection, *, user_id: str) -> None:
    """On PostgreSQL, let one transaction at a time decide about this learner. SQLite has one writer anyway."""
    if connection.dialect.name != "sqlite":
        _locked.run(connection, {"id": user_id})


def lock_admins(connection: Connection) -> list[str]:
    """The ids of all active admins. On PostgreSQL, transactions that could take the last away wait for each other."""
    statement = select(users.c.id).where(users.c.active, users.c.roles.contains(Role.ADMIN.value)).order_by(users.c.id)
    if connection.dialect.name != "sqlite":
        statement = statement.with_for_update(key_share=True)
    return [row.id for row in connection.execute(statement)]


def insert_account(connection: Connection, account: Account, *, key: str, password_hash: str | None) -> None:
    """Add a person. Raises IntegrityError (DuplicateError outside storage) when the e-mail or number is taken."""
    values = {column.name: getattr(account, column.name) for column in ACCOUNT_COLUMNS}
    values |= {"roles": roles_to_text(account.roles), "email_key": key, "password_hash": password_hash}
    connection.execute(insert(users), values)
    if account.department_code:
        upsert_departments(connection, {account.department_code: (account.department, None)})


def update_basics(connection: Connection, *, user_id: str, name: str, kana: str, locale: str) -> None:
    """What people may change about themselves."""
    connection.execute(update(users).where(users.c.id == user_id).values(name=name, kana=kana, locale=locale))


def update_password(connection: Connection, *, user_id: str, password_hash: str) -> None:
    """Keep a new hash."""
    connection.execute(update(users).where(users.c.id == user_id).values(password_hash=password_hash))


def update_roles(connection: Connection, *, user_id: str, roles: frozenset[Role]) -> None:
    """Give a person these roles and no others."""
    connection.execute(update(users).where(users.c.id == user_id).values(roles=roles_to_text(roles)))


def insert_session(
    connection: Connection,
    *,
    token_hash: str,
    user_id: str,
    now: int,
    expires_at: int,
    browser: str = "",
    factor_at: int | None = None,
) -> None:
    """Begin a session."""
    values = {
        "token_hash": token_hash,
        "user_id": user_id,
        "created_at": now,
        "last_seen_at": now,
        "expires_at": expires_at,
        "browser": browser,
        "factor_at": factor_at,
    }
    connection.execute(insert(sessions), values)


def touch_session(connection: Connection, *, token_hash: str, now: int) -> None:
    """The session was used."""
    connection.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(last_seen_at=now))


def delete_session(connection: Connection, *, token_hash: str) -> None:
    """End one session."""
    connection.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


def delete_sessions_of(connection: Connection, *, user_id: str, but: str | None = None) -> None:
    """End every session of a person, or all but the one of this token's hash."""
    kept = [sessions.c.token_hash != but] if but is not None else []
    connection.execute(delete(sessions).where(sessions.c.user_id == user_id, *kept))


def list_sessions(connection: Connection, *, user_id: str, now: int, idle_since: int) -> list[OpenSession]:
    """The sessions in which this person is signed in, the latest used first."""
    rows = connection.execute(
        select(sessions)
        .where(
            sessions.c.user_id == user_id,
            sessions.c.expires_at > now,
            sessions.c.last_seen_at > idle_since,
        )
        .order_by(sessions.c.last_seen_at.desc(), sessions.c.token_hash)
    )
    return [
        OpenSession(
            token_hash=row.token_hash, browser=row.browser, created_at=row.created_at, last_seen_at=row.last_seen_at
        )
        for row in rows
    ]


def delete_expired_sessions(connection: Connection, *, now: int) -> None:
    """Forget sessions that nobody can use any more."""
    connection.execute(delete(sessions).where(sessions.c.expires_at <= now))


def account_of(row: Sequence[Any]) -> Account:
    """The account in a row that begins with ACCOUNT_COLUMNS."""
    values = dict(zip(_ACCOUNT_NAMES, row, strict=False))
    return Account(**(values | {"roles": roles_from_text(values["roles"])}))
