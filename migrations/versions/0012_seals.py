"""What communes confirm of a year, and the seals of years."""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('result_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('stage', sa.Enum('open', 'confirmed', 'accepted', 'returned', name='resultstage', native_enum=False, length=40), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_result_step_unit_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['year'], ['training_year.year'], name=op.f('fk_result_step_year'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_result_step'))
    )
    with op.batch_alter_table('result_step', schema=None) as batch_op:
        batch_op.create_index('ix_result_step_year_unit', ['year', 'unit_id'], unique=False)

    op.create_table('seal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_seal_unit_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['year'], ['training_year.year'], name=op.f('fk_seal_year'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal'))
    )
    with op.batch_alter_table('seal', schema=None) as batch_op:
        batch_op.create_index('uq_seal_year_unit_edition', ['year', 'unit_id', 'edition'], unique=True)



def downgrade() -> None:
    with op.batch_alter_table('seal', schema=None) as batch_op:
        batch_op.drop_index('uq_seal_year_unit_edition')

    op.drop_table('seal')
    with op.batch_alter_table('result_step', schema=None) as batch_op:
        batch_op.drop_index('ix_result_step_year_unit')

    op.drop_table('result_step')
