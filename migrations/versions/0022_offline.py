"""Learning without network: kits of questions, and what phones sent."""

import sqlalchemy as sa
from alembic import op


revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('offline_kit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('quiz_version_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('origin', sa.String(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_offline_kit_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['quiz_version_id'], ['quiz_version.id'], name=op.f('fk_offline_kit_quiz_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offline_kit'))
    )
    with op.batch_alter_table('offline_kit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offline_kit_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offline_kit_quiz_version_id'), ['quiz_version_id'], unique=False)

    op.create_table('offline_kit_item',
    sa.Column('kit_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('item_version_id', sa.Uuid(), nullable=False),
    sa.Column('option_order', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['item_version_id'], ['item_version.id'], name=op.f('fk_offline_kit_item_item_version_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['kit_id'], ['offline_kit.id'], name=op.f('fk_offline_kit_item_kit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('kit_id', 'position', name=op.f('pk_offline_kit_item'))
    )
    op.create_table('offline_kit_use',
    sa.Column('kit_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_offline_kit_use_attempt_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['kit_id'], ['offline_kit.id'], name=op.f('fk_offline_kit_use_kit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('kit_id', name=op.f('pk_offline_kit_use'))
    )
    with op.batch_alter_table('offline_kit_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offline_kit_use_attempt_id'), ['attempt_id'], unique=False)

    op.create_table('phone_event',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('reading', 'attempt', name='kind', native_enum=False, length=40), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('happened_at', sa.DateTime(), nullable=False),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('fate', sa.Enum('taken', 'used', 'withdrawn', 'unread', 'barred', 'unknown', name='fate', native_enum=False, length=40), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=True),
    sa.Column('sent', sa.JSON(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_phone_event_attempt_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_phone_event_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_phone_event'))
    )
    with op.batch_alter_table('phone_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_phone_event_person_id'), ['person_id'], unique=False)

    op.create_table('enrolment_kit',
    sa.Column('kit_id', sa.Uuid(), nullable=False),
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_enrolment_kit_enrolment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['kit_id'], ['offline_kit.id'], name=op.f('fk_enrolment_kit_kit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('kit_id', name=op.f('pk_enrolment_kit'))
    )
    with op.batch_alter_table('enrolment_kit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_kit_enrolment_id'), ['enrolment_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('enrolment_kit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_kit_enrolment_id'))

    op.drop_table('enrolment_kit')
    with op.batch_alter_table('phone_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_phone_event_person_id'))

    op.drop_table('phone_event')
    with op.batch_alter_table('offline_kit_use', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offline_kit_use_attempt_id'))

    op.drop_table('offline_kit_use')
    op.drop_table('offline_kit_item')
    with op.batch_alter_table('offline_kit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offline_kit_quiz_version_id'))
        batch_op.drop_index(batch_op.f('ix_offline_kit_person_id'))

    op.drop_table('offline_kit')
