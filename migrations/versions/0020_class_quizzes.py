"""Quizzes before and after a class, and which attempts were sat for them."""

import sqlalchemy as sa
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('class_quiz',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('class_id', sa.Uuid(), nullable=False),
    sa.Column('quiz_version_id', sa.Uuid(), nullable=False),
    sa.Column('moment', sa.Enum('before', 'after', name='moment', native_enum=False, length=40), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['class_id'], ['training_class.id'], name=op.f('fk_class_quiz_class_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['quiz_version_id'], ['quiz_version.id'], name=op.f('fk_class_quiz_quiz_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_class_quiz')),
    sa.UniqueConstraint('class_id', 'moment', name=op.f('uq_class_quiz_class_id_moment'))
    )
    with op.batch_alter_table('class_quiz', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_quiz_quiz_version_id'), ['quiz_version_id'], unique=False)

    op.create_table('class_quiz_attempt',
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('class_quiz_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_class_quiz_attempt_attempt_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['class_quiz_id'], ['class_quiz.id'], name=op.f('fk_class_quiz_attempt_class_quiz_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_class_quiz_attempt_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('attempt_id', name=op.f('pk_class_quiz_attempt')),
    sa.UniqueConstraint('class_quiz_id', 'person_id', name=op.f('uq_class_quiz_attempt_class_quiz_id_person_id'))
    )
    with op.batch_alter_table('class_quiz_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_class_quiz_attempt_person_id'), ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('class_quiz_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_quiz_attempt_person_id'))

    op.drop_table('class_quiz_attempt')
    with op.batch_alter_table('class_quiz', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_class_quiz_quiz_version_id'))

    op.drop_table('class_quiz')
