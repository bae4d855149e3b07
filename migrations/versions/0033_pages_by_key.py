"""Indexes for pages by key and for what officers search at the scale of the nation.

On PostgreSQL these are made while the tables are locked for writing: the largest (person,
audit events) take seconds for half a million rows. Where that is too long, make them by hand
with CREATE INDEX CONCURRENTLY under the same names before upgrading: what is there is left.
"""

import sqlalchemy as sa
from alembic import op


revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

INDEXES = (
    ('ix_person_sort_key_id', 'person', ['sort_key', 'id']),
    ('ix_team_sort_key_id', 'team', ['sort_key', 'id']),
    ('ix_posting_at_id', 'posting', ['at', 'id']),
    ('ix_training_class_held_on_id', 'training_class', ['held_on', 'id']),
    ('ix_training_class_unit_id', 'training_class', ['unit_id']),
    ('ix_visit_entry_visited_on_id', 'visit_entry', ['visited_on', 'id']),
    ('ix_message_unit_id_id', 'message', ['unit_id', 'id']),
)
# What the indexes above do as well.
SHORTER = (
    ('ix_training_class_held_on', 'training_class', ['held_on']),
    ('ix_visit_entry_visited_on', 'visit_entry', ['visited_on']),
    ('ix_message_unit_id', 'message', ['unit_id']),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns, if_not_exists=True)
    for name, table, _columns in SHORTER:
        op.drop_index(name, table)


def downgrade() -> None:
    for name, table, columns in SHORTER:
        op.create_index(name, table, columns)
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table)
