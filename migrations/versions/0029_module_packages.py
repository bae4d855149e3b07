"""Packages of modules on their way in."""

import sqlalchemy as sa
from alembic import op


revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('module_package',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('notes', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_module_package_file_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module_package'))
    )
    with op.batch_alter_table('module_package', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_module_package_by_id'), ['by_id'], unique=False)

    op.create_table('module_package_taking',
    sa.Column('package_id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('taken_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['package_id'], ['module_package.id'], name=op.f('fk_module_package_taking_package_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_module_package_taking_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('package_id', name=op.f('pk_module_package_taking'))
    )


def downgrade() -> None:
    op.drop_table('module_package_taking')
    with op.batch_alter_table('module_package', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_module_package_by_id'))

    op.drop_table('module_package')
