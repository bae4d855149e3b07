"""Files handed out with a module, and those taken away again."""

import sqlalchemy as sa
from alembic import op


revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('handout',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('module_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_handout_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_handout_module_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handout'))
    )
    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handout_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handout_module_id'), ['module_id'], unique=False)

    op.create_table('handout_withdrawn',
    sa.Column('handout_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['handout_id'], ['handout.id'], name=op.f('fk_handout_withdrawn_handout_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('handout_id', name=op.f('pk_handout_withdrawn'))
    )


def downgrade() -> None:
    op.drop_table('handout_withdrawn')
    with op.batch_alter_table('handout', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_handout_module_id'))
        batch_op.drop_index(batch_op.f('ix_handout_file_id'))

    op.drop_table('handout')
