"""The outbox, own mail addresses, and who wants no reminders."""

import sqlalchemy as sa
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=True),
    sa.Column('channel', sa.Enum('phone', 'mail', 'paper', name='channel', native_enum=False, length=40), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('template', sa.String(), nullable=False),
    sa.Column('parameters', sa.JSON(), nullable=False),
    sa.Column('dedupe_key', sa.String(), nullable=False),
    sa.Column('written_at', sa.DateTime(), nullable=False),
    sa.Column('not_before', sa.DateTime(), nullable=False),
    sa.Column('next_try', sa.DateTime(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'sending', 'sent', 'failed', 'given_up', 'held', 'told', name='messagestate', native_enum=False, length=40), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.Enum('no_channel', 'no_address', 'unreachable', 'refused_for_now', 'refused', 'unclear', 'broken_off', 'too_late', name='trouble', native_enum=False, length=40), nullable=True),
    sa.Column('claimed_at', sa.DateTime(), nullable=True),
    sa.Column('sent_at', sa.DateTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    sa.UniqueConstraint('dedupe_key', name=op.f('uq_message_dedupe_key'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index('ix_message_day_state', ['day', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_message_state_next_try', ['state', 'next_try'], unique=False)
        batch_op.create_index(batch_op.f('ix_message_unit_id'), ['unit_id'], unique=False)

    op.create_table('mail_address',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_mail_address_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_mail_address'))
    )
    op.create_table('reminders_off',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reminders_off_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_reminders_off'))
    )


def downgrade() -> None:
    op.drop_table('reminders_off')
    op.drop_table('mail_address')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_message_unit_id'))
        batch_op.drop_index('ix_message_state_next_try')
        batch_op.drop_index(batch_op.f('ix_message_person_id'))
        batch_op.drop_index('ix_message_day_state')

    op.drop_table('message')
