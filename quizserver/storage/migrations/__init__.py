"""Alembic migrations. Each moves a database with data from one released schema to the next, whole or not at all."""
