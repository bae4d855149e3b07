"""Questions and answers under lessons, and the board of good practice."""

import sqlalchemy as sa
from alembic import op


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('posting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('question', 'answer', 'practice', name='postingkind', native_enum=False, length=40), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'returned', 'shown', 'hidden', 'withdrawn', name='postingstate', native_enum=False, length=40), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('folded_title', sa.String(), nullable=False),
    sa.Column('folded', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('by_trainer', sa.Boolean(), nullable=False),
    sa.Column('request_id', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posting')),
    sa.UniqueConstraint('by_id', 'request_id', name=op.f('uq_posting_by_id_request_id'))
    )
    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.create_index('ix_posting_kind_state', ['kind', 'state'], unique=False)

    op.create_table('answers_seen',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['question_id'], ['posting.id'], name=op.f('fk_answers_seen_question_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answers_seen'))
    )
    with op.batch_alter_table('answers_seen', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answers_seen_question_id'), ['question_id'], unique=False)

    op.create_table('best_answer',
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.Column('answer_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['posting.id'], name=op.f('fk_best_answer_answer_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['question_id'], ['posting.id'], name=op.f('fk_best_answer_question_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('question_id', name=op.f('pk_best_answer'))
    )
    op.create_table('lesson_answer',
    sa.Column('posting_id', sa.Uuid(), nullable=False),
    sa.Column('question_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_lesson_answer_posting_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['question_id'], ['posting.id'], name=op.f('fk_lesson_answer_question_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('posting_id', name=op.f('pk_lesson_answer'))
    )
    with op.batch_alter_table('lesson_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lesson_answer_question_id'), ['question_id'], unique=False)

    op.create_table('lesson_question',
    sa.Column('posting_id', sa.Uuid(), nullable=False),
    sa.Column('module_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('lesson_title', sa.String(), nullable=False),
    sa.Column('version_number', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=True),
    sa.Column('line_words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_lesson_question_module_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_lesson_question_posting_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('posting_id', name=op.f('pk_lesson_question'))
    )
    with op.batch_alter_table('lesson_question', schema=None) as batch_op:
        batch_op.create_index('ix_lesson_question_module_position', ['module_id', 'position'], unique=False)

    op.create_table('posting_report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('posting_id', sa.Uuid(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_posting_report_posting_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posting_report')),
    sa.UniqueConstraint('posting_id', 'by_id', name=op.f('uq_posting_report_posting_id_by_id'))
    )
    op.create_table('posting_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('posting_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'returned', 'shown', 'hidden', 'withdrawn', name='postingstate', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_posting_step_posting_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_posting_step'))
    )
    with op.batch_alter_table('posting_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_posting_step_posting_id'), ['posting_id'], unique=False)

    op.create_table('practice',
    sa.Column('posting_id', sa.Uuid(), nullable=False),
    sa.Column('topic', sa.Enum('induction', 'safety', 'public-services', 'identity', 'e-payment', 'qr', 'digital-shop', 'citizen-app', 'field-reports', 'assistant', name='topic', native_enum=False, length=40), nullable=False),
    sa.Column('month', sa.Date(), nullable=True),
    sa.Column('households', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_practice_posting_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['replaces_id'], ['posting.id'], name=op.f('fk_practice_replaces_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('posting_id', name=op.f('pk_practice'))
    )
    op.create_table('practice_photo',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('posting_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('small_id', sa.Uuid(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_practice_photo_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_practice_photo_posting_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['small_id'], ['stored_file.id'], name=op.f('fk_practice_photo_small_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_photo')),
    sa.UniqueConstraint('posting_id', 'position', name=op.f('uq_practice_photo_posting_id_position'))
    )
    op.create_table('usefulness',
    sa.Column('posting_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_usefulness_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['posting_id'], ['posting.id'], name=op.f('fk_usefulness_posting_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('posting_id', 'person_id', name=op.f('pk_usefulness'))
    )


def downgrade() -> None:
    op.drop_table('usefulness')
    op.drop_table('practice_photo')
    op.drop_table('practice')
    with op.batch_alter_table('posting_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_posting_step_posting_id'))

    op.drop_table('posting_step')
    op.drop_table('posting_report')
    with op.batch_alter_table('lesson_question', schema=None) as batch_op:
        batch_op.drop_index('ix_lesson_question_module_position')

    op.drop_table('lesson_question')
    with op.batch_alter_table('lesson_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lesson_answer_question_id'))

    op.drop_table('lesson_answer')
    op.drop_table('best_answer')
    with op.batch_alter_table('answers_seen', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_answers_seen_question_id'))

    op.drop_table('answers_seen')
    with op.batch_alter_table('posting', schema=None) as batch_op:
        batch_op.drop_index('ix_posting_kind_state')

    op.drop_table('posting')
