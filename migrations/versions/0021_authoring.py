"""Writing modules: files, revisions, reviews; texts are rendered on reading."""

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('module_medium',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('module_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('use', sa.Enum('picture', 'audio', 'video', name='use', native_enum=False, length=40), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_module_medium_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_module_medium_module_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module_medium')),
    sa.UniqueConstraint('module_id', 'name', name=op.f('uq_module_medium_module_id_name'))
    )
    op.create_table('content_review',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_content_review_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_content_review'))
    )
    with op.batch_alter_table('content_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_content_review_version_id'), ['version_id'], unique=False)

    op.create_table('line_comment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('lesson_position', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('line_words', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_line_comment_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_line_comment'))
    )
    with op.batch_alter_table('line_comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_line_comment_version_id'), ['version_id'], unique=False)

    op.create_table('module_version_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.Enum('asked', 'approved', 'returned', 'reopened', name='step', native_enum=False, length=40), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_module_version_step_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_module_version_step'))
    )
    with op.batch_alter_table('module_version_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_module_version_step_version_id'), ['version_id'], unique=False)

    op.create_table('module_version_withdrawal',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_module_version_withdrawal_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_module_version_withdrawal'))
    )
    op.create_table('point_confirmation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('point', sa.String(), nullable=False),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_point_confirmation_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_point_confirmation')),
    sa.UniqueConstraint('version_id', 'point', name=op.f('uq_point_confirmation_version_id_point'))
    )
    op.create_table('lesson_presence',
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('seen_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_lesson_presence_lesson_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_lesson_presence_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('lesson_id', 'person_id', name=op.f('pk_lesson_presence'))
    )
    op.create_table('lesson_revision',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_lesson_revision_lesson_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lesson_revision')),
    sa.UniqueConstraint('lesson_id', 'number', name=op.f('uq_lesson_revision_lesson_id_number'))
    )
    op.create_table('line_comment_settled',
    sa.Column('comment_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['line_comment.id'], name=op.f('fk_line_comment_settled_comment_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('comment_id', name=op.f('pk_line_comment_settled'))
    )
    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='1', nullable=False))
        batch_op.drop_column('html')

    with op.batch_alter_table('module_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('points_to_review', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('sequence', sa.Enum('free', 'in-order', 'test-first', name='order', native_enum=False, length=40), server_default='free', nullable=False))
        batch_op.drop_column('pocket_card_html')

    # What was published with open points keeps them for its next review.
    op.execute(
        "UPDATE module_version SET points_to_review = points_to_confirm, points_to_confirm = '[]' "
        "WHERE id IN (SELECT version_id FROM publication)"
    )

    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asks_renewal', sa.Boolean(), server_default=sa.false(), nullable=False))



def downgrade() -> None:
    op.execute(
        "UPDATE module_version SET points_to_confirm = points_to_review "
        "WHERE id IN (SELECT version_id FROM publication)"
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_column('asks_renewal')

    with op.batch_alter_table('module_version', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pocket_card_html', sa.String(), server_default='', nullable=False))
        batch_op.drop_column('sequence')
        batch_op.drop_column('points_to_review')

    with op.batch_alter_table('lesson', schema=None) as batch_op:
        batch_op.add_column(sa.Column('html', sa.String(), server_default='', nullable=False))
        batch_op.drop_column('revision')

    op.drop_table('line_comment_settled')
    op.drop_table('lesson_revision')
    op.drop_table('lesson_presence')
    op.drop_table('point_confirmation')
    op.drop_table('module_version_withdrawal')
    with op.batch_alter_table('module_version_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_module_version_step_version_id'))

    op.drop_table('module_version_step')
    with op.batch_alter_table('line_comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_line_comment_version_id'))

    op.drop_table('line_comment')
    with op.batch_alter_table('content_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_content_review_version_id'))

    op.drop_table('content_review')
    op.drop_table('module_medium')
