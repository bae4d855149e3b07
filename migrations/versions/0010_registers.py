"""Halls, programme, trainers and beginnings of classes; signed registers and corrections."""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('attendance_correction',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('stands', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_attendance_correction_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_attendance_correction_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance_correction'))
    )
    with op.batch_alter_table('attendance_correction', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_correction_class_person', ['class_id', 'person_id'], unique=False)

    op.create_table('class_trainer',
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_class_trainer_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_class_trainer_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('class_id', 'person_id', name=op.f('pk_class_trainer'))
    )
    op.create_table('programme_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_programme_item_takes_time')),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_programme_item_class_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_item'))
    )
    with op.batch_alter_table('programme_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_item_class_id'), ['class_id'], unique=False)

    op.create_table('register_signing',
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('attendances', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_register_signing_class_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('class_id', name=op.f('pk_register_signing'))
    )
    op.create_table('struck_attendance',
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_struck_attendance_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_struck_attendance_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('class_id', 'person_id', name=op.f('pk_struck_attendance'))
    )
    op.create_table('venue',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.CheckConstraint('capacity > 0', name=op.f('ck_venue_has_seats')),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_venue_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_venue_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_venue'))
    )
    with op.batch_alter_table('venue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_venue_class_id'), ['class_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_venue_unit_id'), ['unit_id'], unique=False)

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('venue_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('way', sa.Enum('list', 'self', 'sheet', 'import', name='way', native_enum=False, length=40), server_default='list', nullable=False))
        batch_op.add_column(sa.Column('reason', sa.String(), server_default='', nullable=False))

    with op.batch_alter_table('training_class', schema=None) as batch_op:
        batch_op.add_column(sa.Column('begins', sa.Time(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('training_class', schema=None) as batch_op:
        batch_op.drop_column('begins')

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_column('reason')
        batch_op.drop_column('way')
        batch_op.drop_column('venue_id')

    with op.batch_alter_table('venue', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_venue_unit_id'))
        batch_op.drop_index(batch_op.f('ix_venue_class_id'))

    op.drop_table('venue')
    op.drop_table('struck_attendance')
    op.drop_table('register_signing')
    with op.batch_alter_table('programme_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_item_class_id'))

    op.drop_table('programme_item')
    op.drop_table('class_trainer')
    with op.batch_alter_table('attendance_correction', schema=None) as batch_op:
        batch_op.drop_index('ix_attendance_correction_class_person')

    op.drop_table('attendance_correction')
