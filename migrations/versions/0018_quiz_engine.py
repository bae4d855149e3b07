"""The quiz engine: kinds of items, policies, releases, paper, corrected keys, calls."""

import sqlalchemy as sa
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('accommodation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('quiz_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('extra_minutes', sa.Integer(), nullable=False),
    sa.Column('extra_tries', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('extra_minutes > 0 OR extra_tries > 0', name=op.f('ck_accommodation_gives_something')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_accommodation_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_accommodation_quiz_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accommodation'))
    )
    with op.batch_alter_table('accommodation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accommodation_person_id'), ['person_id'], unique=False)

    op.create_table('paper_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('quiz_version_id', sa.Uuid(), nullable=False),
    sa.Column('unit_id', sa.Uuid(), nullable=True),
    sa.Column('occasion', sa.String(), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['quiz_version_id'], ['quiz_version.id'], name=op.f('fk_paper_batch_quiz_version_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_paper_batch_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_batch'))
    )
    with op.batch_alter_table('paper_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_batch_quiz_version_id'), ['quiz_version_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_paper_batch_unit_id'), ['unit_id'], unique=False)

    op.create_table('quiz_release',
    sa.Column('quiz_version_id', sa.Uuid(), nullable=False),
    sa.Column('released_by', sa.String(), nullable=False),
    sa.Column('released_at', sa.DateTime(), nullable=False),
    sa.Column('change_note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['quiz_version_id'], ['quiz_version.id'], name=op.f('fk_quiz_release_quiz_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('quiz_version_id', name=op.f('pk_quiz_release'))
    )
    op.create_table('call_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('quiz_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=True),
    sa.Column('asked_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_call_request_attempt_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_call_request_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['quiz_id'], ['quiz.id'], name=op.f('fk_call_request_quiz_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_call_request')),
    sa.UniqueConstraint('attempt_id', name=op.f('uq_call_request_attempt_id'))
    )
    with op.batch_alter_table('call_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_call_request_person_id'), ['person_id'], unique=False)

    op.create_table('item_medium',
    sa.Column('item_version_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('use', sa.Enum('picture', 'audio', name='use', native_enum=False, length=40), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_item_medium_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['item_version_id'], ['item_version.id'], name=op.f('fk_item_medium_item_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('item_version_id', 'place', 'use', name=op.f('pk_item_medium'))
    )
    with op.batch_alter_table('item_medium', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_medium_file_id'), ['file_id'], unique=False)

    op.create_table('key_correction',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('wrong_id', sa.Uuid(), nullable=False),
    sa.Column('right_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['right_id'], ['item_version.id'], name=op.f('fk_key_correction_right_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['wrong_id'], ['item_version.id'], name=op.f('fk_key_correction_wrong_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_key_correction'))
    )
    with op.batch_alter_table('key_correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_key_correction_wrong_id'), ['wrong_id'], unique=False)

    op.create_table('paper',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['paper_batch.id'], name=op.f('fk_paper_batch_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper')),
    sa.UniqueConstraint('batch_id', 'number', name=op.f('uq_paper_batch_id_number')),
    sa.UniqueConstraint('code', name=op.f('uq_paper_code'))
    )
    op.create_table('call_back',
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['request_id'], ['call_request.id'], name=op.f('fk_call_back_request_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('request_id', name=op.f('pk_call_back'))
    )
    op.create_table('key_decision',
    sa.Column('correction_id', sa.Uuid(), nullable=False),
    sa.Column('approved', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['correction_id'], ['key_correction.id'], name=op.f('fk_key_decision_correction_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('correction_id', name=op.f('pk_key_decision'))
    )
    op.create_table('paper_item',
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('item_version_id', sa.Uuid(), nullable=False),
    sa.Column('option_order', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['item_version_id'], ['item_version.id'], name=op.f('fk_paper_item_item_version_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_paper_item_paper_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('paper_id', 'position', name=op.f('pk_paper_item'))
    )
    op.create_table('paper_keying',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('sat_on', sa.Date(), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_paper_keying_paper_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_paper_keying_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_paper_keying'))
    )
    with op.batch_alter_table('paper_keying', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_paper_keying_paper_id'), ['paper_id'], unique=False)

    op.create_table('regraded_mark',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('correction_id', sa.Uuid(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('out_of', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('would_pass', sa.Boolean(), nullable=False),
    sa.Column('credits', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_regraded_mark_attempt_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['correction_id'], ['key_correction.id'], name=op.f('fk_regraded_mark_correction_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regraded_mark')),
    sa.UniqueConstraint('attempt_id', 'correction_id', name=op.f('uq_regraded_mark_attempt_id_correction_id'))
    )
    with op.batch_alter_table('regraded_mark', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_regraded_mark_correction_id'), ['correction_id'], unique=False)

    op.create_table('paper_confirmation',
    sa.Column('paper_id', sa.Uuid(), nullable=False),
    sa.Column('keying_id', sa.Uuid(), nullable=False),
    sa.Column('attempt_id', sa.Uuid(), nullable=False),
    sa.Column('differences', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_paper_confirmation_attempt_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['keying_id'], ['paper_keying.id'], name=op.f('fk_paper_confirmation_keying_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['paper_id'], ['paper.id'], name=op.f('fk_paper_confirmation_paper_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('paper_id', name=op.f('pk_paper_confirmation')),
    sa.UniqueConstraint('attempt_id', name=op.f('uq_paper_confirmation_attempt_id'))
    )
    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mode', sa.Enum('practice', 'test', name='mode', native_enum=False, length=40), nullable=False, server_default='test'))
        batch_op.add_column(sa.Column('way', sa.Enum('online', 'paper', 'oral', name='way', native_enum=False, length=40), nullable=False, server_default='online'))
        batch_op.add_column(sa.Column('deadline', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('keeper_id', sa.Uuid(), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_attempt_person_id_quiz_version_id_number'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_attempt_person_id_quiz_version_id_mode_number'), ['person_id', 'quiz_version_id', 'mode', 'number'])
        batch_op.create_foreign_key(batch_op.f('fk_attempt_keeper_id'), 'person', ['keeper_id'], ['id'], initially='DEFERRED', deferrable=True)

    with op.batch_alter_table('item_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('choices', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('option_explanations', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('keep_order', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('level', sa.Integer(), nullable=False, server_default='2'))
        batch_op.add_column(sa.Column('tags', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('language', sa.String(), nullable=False, server_default='vi'))
        batch_op.add_column(sa.Column('reference', sa.String(), nullable=False, server_default=''))

    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.add_column(sa.Column('credits', sa.JSON(), nullable=False, server_default='[]'))

    with op.batch_alter_table('quiz_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_fixed', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('quiz_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('blueprint', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('seconds_allowed', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('hard_limit', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('opens_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('closes_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('tries_before_wait', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('wait_hours', sa.Integer(), nullable=False, server_default='24'))
        batch_op.add_column(sa.Column('most_tries', sa.Integer(), nullable=True))

    # Versions of quizzes that published modules use have been in use since then.
    op.execute(
        "INSERT INTO quiz_release (quiz_version_id, released_by, released_at, change_note) "
        "SELECT v.quiz_version_id, min(p.published_by), min(p.published_at), min(p.change_note) "
        "FROM publication p JOIN module_version v ON v.id = p.version_id "
        "GROUP BY v.quiz_version_id"
    )


def downgrade() -> None:
    with op.batch_alter_table('quiz_version', schema=None) as batch_op:
        batch_op.drop_column('most_tries')
        batch_op.drop_column('wait_hours')
        batch_op.drop_column('tries_before_wait')
        batch_op.drop_column('closes_at')
        batch_op.drop_column('opens_at')
        batch_op.drop_column('hard_limit')
        batch_op.drop_column('seconds_allowed')
        batch_op.drop_column('blueprint')

    with op.batch_alter_table('quiz_item', schema=None) as batch_op:
        batch_op.drop_column('is_fixed')

    with op.batch_alter_table('mark', schema=None) as batch_op:
        batch_op.drop_column('credits')

    with op.batch_alter_table('item_version', schema=None) as batch_op:
        batch_op.drop_column('reference')
        batch_op.drop_column('language')
        batch_op.drop_column('tags')
        batch_op.drop_column('level')
        batch_op.drop_column('keep_order')
        batch_op.drop_column('option_explanations')
        batch_op.drop_column('choices')

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_attempt_keeper_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_attempt_person_id_quiz_version_id_mode_number'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_attempt_person_id_quiz_version_id_number'), ['person_id', 'quiz_version_id', 'number'])
        batch_op.drop_column('keeper_id')
        batch_op.drop_column('deadline')
        batch_op.drop_column('way')
        batch_op.drop_column('mode')

    op.drop_table('paper_confirmation')
    with op.batch_alter_table('regraded_mark', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_regraded_mark_correction_id'))

    op.drop_table('regraded_mark')
    with op.batch_alter_table('paper_keying', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_keying_paper_id'))

    op.drop_table('paper_keying')
    op.drop_table('paper_item')
    op.drop_table('key_decision')
    op.drop_table('call_back')
    op.drop_table('paper')
    with op.batch_alter_table('key_correction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_key_correction_wrong_id'))

    op.drop_table('key_correction')
    with op.batch_alter_table('item_medium', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_medium_file_id'))

    op.drop_table('item_medium')
    with op.batch_alter_table('call_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_call_request_person_id'))

    op.drop_table('call_request')
    op.drop_table('quiz_release')
    with op.batch_alter_table('paper_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_paper_batch_unit_id'))
        batch_op.drop_index(batch_op.f('ix_paper_batch_quiz_version_id'))

    op.drop_table('paper_batch')
    with op.batch_alter_table('accommodation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accommodation_person_id'))

    op.drop_table('accommodation')
