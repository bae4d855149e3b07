"""Reorganisations of units, and every row they opened or closed."""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reorganisation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('legal_basis', sa.String(), nullable=False),
    sa.Column('undoes_id', sa.Uuid(), nullable=True),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['undoes_id'], ['reorganisation.id'], name=op.f('fk_reorganisation_undoes_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reorganisation')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_reorganisation_undoes_id'))
    )
    op.create_table('reorganisation_trace',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reorganisation_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('opened', 'closed', name='trace', native_enum=False, length=40), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('row_id', sa.Uuid(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['reorganisation_id'], ['reorganisation.id'], name=op.f('fk_reorganisation_trace_reorganisation_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reorganisation_trace'))
    )
    with op.batch_alter_table('reorganisation_trace', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reorganisation_trace_reorganisation_id'), ['reorganisation_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('reorganisation_trace', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reorganisation_trace_reorganisation_id'))

    op.drop_table('reorganisation_trace')
    op.drop_table('reorganisation')
