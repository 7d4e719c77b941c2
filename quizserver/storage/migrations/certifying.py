"""The tables of certificates and of reviews after the course, for revision 0002. They begin empty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["make_certificates", "make_reviews"]


def make_certificates() -> None:
    """Certificates; those of courses that were done before are issued when they are first asked for."""
    op.create_table(
        "certificates",
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("enrollment_id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(200), nullable=True),
        sa.Column("course_id", sa.String(200), nullable=False),
        sa.Column("course_title", sa.Text(), nullable=False),
        sa.Column("course_version", sa.String(200), nullable=False),
        sa.Column("course_revision", sa.String(80), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("units", sa.Integer(), nullable=True),
        sa.Column("max_units", sa.Integer(), nullable=True),
        sa.Column("status_list", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.String(36), nullable=True),
        sa.Column("revoked_reason", sa.String(20), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (revoked_reason IS NULL)",
            name="ck_certificates_revoked_by_somebody_for_a_reason",
        ),
        sa.ForeignKeyConstraint(["enrollment_id"], ["enrollments.id"], name="fk_certificates_enrollment_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_certificates_user_id"),
        sa.PrimaryKeyConstraint("number", name="pk_certificates"),
        sa.UniqueConstraint("status_list", "status_index", name="uq_certificates_status_list_status_index"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_certificates_user_id", "certificates", ["user_id"])
    held = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_certificates_held",
        "certificates",
        ["enrollment_id"],
        unique=True,
        sqlite_where=held,
        postgresql_where=held,
    )


def make_reviews() -> None:
    """Who asked for reviews, and what returns to them."""
    op.create_table(
        "review_plans",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_review_plans_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name="pk_review_plans"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "review_items",
        sa.Column("user_id", sa.String(36), nullable=False),
        sa.Column("course_id", sa.String(200), nullable=False),
        sa.Column("quiz", sa.String(200), nullable=False),
        sa.Column("question", sa.String(200), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Double(), nullable=True),
        sa.Column("difficulty", sa.Double(), nullable=True),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("reviews", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_review_items_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "course_id", "quiz", "question", name="pk_review_items"),
        sqlite_with_rowid=False,
    )
