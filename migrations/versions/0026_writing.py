"""Writing lessons: who began a draft; revisions outlive their lesson and know how they were saved."""

import sqlalchemy as sa
from alembic import op


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('draft_opening',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['module_version.id'], name=op.f('fk_draft_opening_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_draft_opening'))
    )
    with op.batch_alter_table('lesson_revision', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_lesson_revision_lesson_id'), type_='foreignkey')
        batch_op.add_column(sa.Column('began_at', sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column('version_id', sa.Uuid(), nullable=True))

    op.execute(
        "UPDATE lesson_revision SET version_id = "
        "(SELECT lesson.version_id FROM lesson WHERE lesson.id = lesson_revision.lesson_id)"
    )

    with op.batch_alter_table('lesson_revision', schema=None) as batch_op:
        batch_op.alter_column('version_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_foreign_key(batch_op.f('fk_lesson_revision_version_id'), 'module_version', ['version_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_index(batch_op.f('ix_lesson_revision_version_id'), ['version_id'], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM lesson_revision WHERE lesson_id NOT IN (SELECT id FROM lesson)")
    with op.batch_alter_table('lesson_revision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lesson_revision_version_id'))
        batch_op.drop_constraint(batch_op.f('fk_lesson_revision_version_id'), type_='foreignkey')
        batch_op.drop_column('version_id')
        batch_op.drop_column('began_at')
        batch_op.create_foreign_key(batch_op.f('fk_lesson_revision_lesson_id'), 'lesson', ['lesson_id'], ['id'], initially='DEFERRED', deferrable=True)

    op.drop_table('draft_opening')
