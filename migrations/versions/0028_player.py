"""Finding and reading: full-text search, the place in a lesson, a test before the lessons."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lesson_place',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('lesson_id', sa.Uuid(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_lesson_place_enrolment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['lesson_id'], ['lesson.id'], name=op.f('fk_lesson_place_lesson_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('enrolment_id', 'lesson_id', name=op.f('pk_lesson_place'))
    )
    op.create_table('pretest_skipped',
    sa.Column('enrolment_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_pretest_skipped_enrolment_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('enrolment_id', name=op.f('pk_pretest_skipped'))
    )
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(
            "CREATE VIRTUAL TABLE lesson_search USING fts5("
            "version_id UNINDEXED, lesson_id UNINDEXED, title, text, tokenize = 'unicode61')"
        )
    else:
        op.execute(
            "CREATE TABLE lesson_search ("
            "version_id uuid NOT NULL, lesson_id uuid, title text NOT NULL, text text NOT NULL, "
            "document tsvector GENERATED ALWAYS AS (setweight(to_tsvector('simple', title), 'A') "
            "|| setweight(to_tsvector('simple', text), 'D')) STORED)"
        )
        op.execute("CREATE INDEX ix_lesson_search_document ON lesson_search USING gin (document)")
        op.execute("CREATE INDEX ix_lesson_search_version_id ON lesson_search (version_id)")
    _fill()


def _fill() -> None:
    """The words of what is published already; `flask modules index` writes them again, neater."""
    bind = op.get_bind()
    published = "SELECT version_id FROM publication"
    modules = bind.execute(sa.text(
        f"SELECT id, NULL, title, summary FROM module_version WHERE id IN ({published})"
    )).all()
    lessons = bind.execute(sa.text(
        f"SELECT version_id, id, title, body FROM lesson WHERE version_id IN ({published})"
    )).all()
    put = sa.text(
        "INSERT INTO lesson_search (version_id, lesson_id, title, text) "
        "VALUES (:version_id, :lesson_id, :title, :text)"
    )
    for version_id, lesson_id, title, text in [*modules, *lessons]:
        bind.execute(put, {
            'version_id': version_id, 'lesson_id': lesson_id,
            'title': _words(title), 'text': _words(text),
        })


def _words(text: str) -> str:
    plain = unicodedata.normalize('NFD', text.lower().replace('đ', 'd'))
    return ' '.join(re.findall(r'[^\W_]+', ''.join(c for c in plain if not unicodedata.combining(c))))


def downgrade() -> None:
    op.execute("DROP TABLE lesson_search")
    op.drop_table('pretest_skipped')
    op.drop_table('lesson_place')
