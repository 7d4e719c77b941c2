"""How Alembic runs: on the connection that `migrating.py` hands over, in one transaction."""

from __future__ import annotations

from alembic import context

from quizserver.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
