"""Registers on paper: pages, photographs, keyings, confirmations; lists of who attended."""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('list_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('sheets', sa.JSON(), nullable=False),
    sa.Column('sheet', sa.Integer(), nullable=False),
    sa.Column('first', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('encoding', sa.String(), nullable=False),
    sa.Column('tidy_names', sa.Boolean(), nullable=False),
    sa.Column('decisions', sa.JSON(), nullable=False),
    sa.Column('applied_at', sa.DateTime(), nullable=True),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_list_import_class_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_list_import'))
    )
    with op.batch_alter_table('list_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_list_import_by_id'), ['by_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_list_import_class_id'), ['class_id'], unique=False)

    op.create_table('sheet_page',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('venue_id', sa.Uuid(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('pages', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('first', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('person_ids', sa.JSON(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_sheet_page_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_sheet_page_venue_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_page')),
    sa.UniqueConstraint('code', name=op.f('uq_sheet_page_code'))
    )
    with op.batch_alter_table('sheet_page', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_page_class_id'), ['class_id'], unique=False)
        batch_op.create_index('uq_sheet_page_venue_edition', ['venue_id', 'edition', 'number'], unique=True)

    op.create_table('sheet_keying',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('page_id', sa.Uuid(), nullable=False),
    sa.Column('blind', sa.Boolean(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('written', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['page_id'], ['sheet_page.id'], name=op.f('fk_sheet_keying_page_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_keying'))
    )
    with op.batch_alter_table('sheet_keying', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_keying_page_id'), ['page_id'], unique=False)

    op.create_table('sheet_photo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('page_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_sheet_photo_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['page_id'], ['sheet_page.id'], name=op.f('fk_sheet_photo_page_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_photo'))
    )
    with op.batch_alter_table('sheet_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sheet_photo_page_id'), ['page_id'], unique=False)

    op.create_table('sheet_confirmation',
    sa.Column('page_id', sa.Uuid(), nullable=False),
    sa.Column('keying_id', sa.Uuid(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.Column('settled', sa.JSON(), nullable=False),
    sa.Column('recorded', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['keying_id'], ['sheet_keying.id'], name=op.f('fk_sheet_confirmation_keying_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['page_id'], ['sheet_page.id'], name=op.f('fk_sheet_confirmation_page_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('page_id', name=op.f('pk_sheet_confirmation'))
    )


def downgrade() -> None:
    op.drop_table('sheet_confirmation')
    with op.batch_alter_table('sheet_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sheet_photo_page_id'))

    op.drop_table('sheet_photo')
    with op.batch_alter_table('sheet_keying', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sheet_keying_page_id'))

    op.drop_table('sheet_keying')
    with op.batch_alter_table('sheet_page', schema=None) as batch_op:
        batch_op.drop_index('uq_sheet_page_venue_edition')
        batch_op.drop_index(batch_op.f('ix_sheet_page_class_id'))

    op.drop_table('sheet_page')
    with op.batch_alter_table('list_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_list_import_class_id'))
        batch_op.drop_index(batch_op.f('ix_list_import_by_id'))

    op.drop_table('list_import')
