"""Files of items on their way into a bank."""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('item_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('bank_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('format', sa.String(), nullable=False),
    sa.Column('reading', sa.JSON(), nullable=False),
    sa.Column('left_out', sa.JSON(), nullable=False),
    sa.Column('taken_at', sa.DateTime(), nullable=True),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['bank_id'], ['item_bank.id'], name=op.f('fk_item_import_bank_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item_import'))
    )
    with op.batch_alter_table('item_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_import_bank_id'), ['bank_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_import_by_id'), ['by_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('item_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_import_by_id'))
        batch_op.drop_index(batch_op.f('ix_item_import_bank_id'))

    op.drop_table('item_import')
