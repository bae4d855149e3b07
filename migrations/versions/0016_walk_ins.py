"""Who came without a name on the list; photographs of classes; classes called off."""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('class_cancellation',
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_class_cancellation_class_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('class_id', name=op.f('pk_class_cancellation'))
    )
    op.create_table('class_photo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('caption', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_class_photo_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_class_photo_file_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_photo'))
    )
    with op.batch_alter_table('class_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_photo_class_id'), ['class_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_class_photo_file_id'), ['file_id'], unique=False)

    op.create_table('head_count',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('venue_id', sa.Uuid(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('request_id', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('people >= 0', name=op.f('ck_head_count_counts_people')),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_head_count_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_head_count_venue_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_head_count'))
    )
    with op.batch_alter_table('head_count', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_head_count_class_id'), ['class_id'], unique=False)
        batch_op.create_index('uq_head_count_request', ['venue_id', 'request_id', 'people'], unique=True)

    op.create_table('walk_in',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('venue_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('request_id', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_walk_in_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['venue_id'], ['venue.id'], name=op.f('fk_walk_in_venue_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_walk_in'))
    )
    with op.batch_alter_table('walk_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_walk_in_class_id'), ['class_id'], unique=False)
        batch_op.create_index('uq_walk_in_request', ['venue_id', 'request_id', 'name'], unique=True)

    op.create_table('walk_in_settlement',
    sa.Column('walk_in_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_walk_in_settlement_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['walk_in_id'], ['walk_in.id'], name=op.f('fk_walk_in_settlement_walk_in_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('walk_in_id', name=op.f('pk_walk_in_settlement'))
    )
    with op.batch_alter_table('walk_in_settlement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_walk_in_settlement_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('register_signing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('photos', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('annex_sha256', sa.String(), server_default='', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('register_signing', schema=None) as batch_op:
        batch_op.drop_column('annex_sha256')
        batch_op.drop_column('photos')

    with op.batch_alter_table('walk_in_settlement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_walk_in_settlement_person_id'))

    op.drop_table('walk_in_settlement')
    with op.batch_alter_table('walk_in', schema=None) as batch_op:
        batch_op.drop_index('uq_walk_in_request')
        batch_op.drop_index(batch_op.f('ix_walk_in_class_id'))

    op.drop_table('walk_in')
    with op.batch_alter_table('head_count', schema=None) as batch_op:
        batch_op.drop_index('uq_head_count_request')
        batch_op.drop_index(batch_op.f('ix_head_count_class_id'))

    op.drop_table('head_count')
    with op.batch_alter_table('class_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_photo_file_id'))
        batch_op.drop_index(batch_op.f('ix_class_photo_class_id'))

    op.drop_table('class_photo')
    op.drop_table('class_cancellation')
