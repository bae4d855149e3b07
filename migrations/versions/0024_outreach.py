"""Visits of teams from house to house, and their corrections."""

import sqlalchemy as sa
from alembic import op


revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('visit_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('topic', sa.Enum('induction', 'safety', 'public-services', 'identity', 'e-payment', 'qr', 'digital-shop', 'citizen-app', 'field-reports', 'assistant', name='topic', native_enum=False, length=40), nullable=False),
    sa.Column('households', sa.Integer(), nullable=False),
    sa.Column('products', sa.Integer(), nullable=False),
    sa.Column('accounts', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('on_paper', sa.Boolean(), nullable=False),
    sa.Column('paper_code', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('households > 0 AND products >= 0 AND accounts >= 0', name=op.f('ck_visit_entry_counts')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_visit_entry_team_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_entry')),
    sa.UniqueConstraint('line_id', 'edition', name=op.f('uq_visit_entry_line_id_edition'))
    )
    with op.batch_alter_table('visit_entry', schema=None) as batch_op:
        batch_op.create_index('ix_visit_entry_team_day', ['team_id', 'visited_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_entry_visited_on'), ['visited_on'], unique=False)

    op.create_table('visit_correction',
    sa.Column('visit_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['visit_id'], ['visit_entry.id'], name=op.f('fk_visit_correction_visit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('visit_id', name=op.f('pk_visit_correction'))
    )


def downgrade() -> None:
    op.drop_table('visit_correction')
    with op.batch_alter_table('visit_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_entry_visited_on'))
        batch_op.drop_index('ix_visit_entry_team_day')

    op.drop_table('visit_entry')
