"""Roster files too long to be held in a row.

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("roster_import", sa.Column("body_sha256", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("roster_import", "body_sha256")
