"""People as rosters describe them, departments; mails that wait, links that open once, the browser of a session.

Run before the new code starts.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_PEOPLE = (("job_title", 200), ("manager_number", 100), ("joined_on", 10))


def upgrade() -> None:
    """Add them."""
    op.add_column("sessions", sa.Column("browser", sa.String(80), server_default="", nullable=False))
    for name, length in _OF_PEOPLE:
        op.add_column("users", sa.Column(name, sa.String(length), server_default="", nullable=False))
    _departments()
    _roster_drafts()
    _tickets()
    _mails()


def downgrade() -> None:
    """Take them away again."""
    for name in ("roster_drafts", "departments", "mails"):
        op.drop_table(name)
    op.drop_table("tickets")
    op.drop_column("sessions", "browser")
    for name, _ in _OF_PEOPLE:
        op.drop_column("users", name)


def _departments() -> None:
    op.create_table(
        "departments",
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("parent_code", sa.String(100), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_departments"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO departments (code, name) SELECT department_code, MAX(department) FROM users"
        " WHERE department_code <> '' GROUP BY department_code"
    )


def _roster_drafts() -> None:
    op.create_table(
        "roster_drafts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("encoding", sa.String(20), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_roster_drafts_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_roster_drafts"),
    )
    op.create_index("ix_roster_drafts_user_id", "roster_drafts", ["user_id"])


def _tickets() -> None:
    op.create_table(
        "tickets",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_tickets_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_tickets"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tickets_user_id", "tickets", ["user_id"])
    op.create_index("ix_tickets_expires_at", "tickets", ["expires_at"])


def _mails() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("dedupe", sa.String(200), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_mails_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_mails"),
        sa.UniqueConstraint("dedupe", name="uq_mails_dedupe"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mails_user_id", "mails", ["user_id"])
    op.create_index("ix_mails_state_due_at", "mails", ["state", "due_at"])
