"""Certifications with terms, editions, kept documents, keys: certificates for years.

Certificates issued before keep number, codes and every printed fact. They hold to the end of
their year, as was said of them, and get the design of the gallery as it is on this day.
"""

import hashlib
import json
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op


revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('certificate_template',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('design', sa.String(), nullable=False),
    sa.Column('paper', sa.Enum('a4-landscape', 'a4-portrait', 'a5', 'card', name='paper', native_enum=False, length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_template'))
    )
    op.create_table('claim_key',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key_id', sa.String(), nullable=False),
    sa.Column('public', sa.String(), nullable=False),
    sa.Column('since', sa.DateTime(), nullable=False),
    sa.Column('until', sa.DateTime(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(), nullable=True),
    sa.Column('bad_since', sa.DateTime(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim_key')),
    sa.UniqueConstraint('key_id', name=op.f('uq_claim_key_key_id'))
    )
    op.create_table('certificate_template_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('template_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('css', sa.Text(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['template_id'], ['certificate_template.id'], name=op.f('fk_certificate_template_version_template_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_template_version')),
    sa.UniqueConstraint('template_id', 'number', name=op.f('uq_certificate_template_version_template_id_number'))
    )
    op.create_table('name_check',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('is_right', sa.Boolean(), nullable=False),
    sa.Column('wanted', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_name_check_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_name_check'))
    )
    with op.batch_alter_table('name_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_name_check_person_id'), ['person_id'], unique=False)

    op.create_table('certification_terms',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('certification_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('class_hours', sa.Integer(), nullable=False),
    sa.Column('class_topic', sa.String(), nullable=False),
    sa.Column('validity', sa.Enum('year', 'months', 'open', name='validity', native_enum=False, length=40), nullable=False),
    sa.Column('months', sa.Integer(), nullable=True),
    sa.Column('window_days', sa.Integer(), nullable=False),
    sa.Column('issuer_id', sa.Uuid(), nullable=False),
    sa.Column('signatories', sa.JSON(), nullable=False),
    sa.Column('signing', sa.Enum('seal', 'by-hand', name='signing', native_enum=False, length=40), nullable=False),
    sa.Column('template_version_id', sa.Uuid(), nullable=False),
    sa.Column('is_automatic', sa.Boolean(), nullable=False),
    sa.Column('waits_for_name', sa.Boolean(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('class_hours >= 0', name=op.f('ck_certification_terms_hours_not_negative')),
    sa.ForeignKeyConstraint(['certification_id'], ['certification.id'], name=op.f('fk_certification_terms_certification_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['issuer_id'], ['issuer.id'], name=op.f('fk_certification_terms_issuer_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['template_version_id'], ['certificate_template_version.id'], name=op.f('fk_certification_terms_template_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certification_terms')),
    sa.UniqueConstraint('certification_id', 'number', name=op.f('uq_certification_terms_certification_id_number'))
    )
    op.create_table('void_number',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('issuer_id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('number_text', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['issuer_id'], ['issuer.id'], name=op.f('fk_void_number_issuer_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_void_number')),
    sa.UniqueConstraint('issuer_id', 'year', 'number', name=op.f('uq_void_number_issuer_id_year_number'))
    )
    op.create_table('certification_terms_module',
    sa.Column('terms_id', sa.Uuid(), nullable=False),
    sa.Column('module_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['module_id'], ['module.id'], name=op.f('fk_certification_terms_module_module_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['terms_id'], ['certification_terms.id'], name=op.f('fk_certification_terms_module_terms_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('terms_id', 'module_id', name=op.f('pk_certification_terms_module'))
    )
    with op.batch_alter_table('certification_terms_module', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certification_terms_module_module_id'), ['module_id'], unique=False)

    op.create_table('issue_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('terms_id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('scope', sa.Enum('class', 'unit', 'persons', name='scope', native_enum=False, length=40), nullable=False),
    sa.Column('scope_id', sa.Uuid(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('decision_number', sa.String(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('begun_at', sa.DateTime(), nullable=True),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['terms_id'], ['certification_terms.id'], name=op.f('fk_issue_batch_terms_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_issue_batch'))
    )
    op.create_table('certificate_document',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('certificate_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('form', sa.Enum('sealed', 'unsigned', 'returned', name='form', native_enum=False, length=40), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('previous_sha256', sa.String(), nullable=False),
    sa.Column('unsigned_sha256', sa.String(), nullable=False),
    sa.Column('signed_by', sa.String(), nullable=False),
    sa.Column('level', sa.String(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('made_with', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_document_certificate_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_document')),
    sa.UniqueConstraint('certificate_id', 'step', name=op.f('uq_certificate_document_certificate_id_step')),
    sa.UniqueConstraint('sha256', name=op.f('uq_certificate_document_sha256'))
    )
    op.create_table('certificate_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('certificate_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('revoked', 'replaced', name='ended', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.Enum('name', 'unit', 'facts', 'not-earned', 'fraud', 'other', name='reason', native_enum=False, length=40), nullable=False),
    sa.Column('decision_number', sa.String(), nullable=False),
    sa.Column('public_text', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_certificate_step_certificate_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_step')),
    sa.UniqueConstraint('certificate_id', name=op.f('uq_certificate_step_certificate_id'))
    )
    op.create_table('issue_batch_line',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('outcome', sa.Enum('waiting', 'issued', 'excluded', name='outcome', native_enum=False, length=40), nullable=False),
    sa.Column('exclusion', sa.Enum('not-earned', 'has-one', 'name-unconfirmed', 'name-wrong', 'left-out', 'gone', name='exclusion', native_enum=False, length=40), nullable=True),
    sa.Column('certificate_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['issue_batch.id'], name=op.f('fk_issue_batch_line_batch_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificate.id'], name=op.f('fk_issue_batch_line_certificate_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_issue_batch_line_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('batch_id', 'position', name=op.f('pk_issue_batch_line')),
    sa.UniqueConstraint('batch_id', 'person_id', name=op.f('uq_issue_batch_line_batch_id_person_id'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('terms_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('template_version_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('batch_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('replaces_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('edition', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('book_year', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('number_text', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('claim', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('key_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('signing', sa.Enum('seal', 'by-hand', name='signing', native_enum=False, length=40), nullable=True))
        batch_op.add_column(sa.Column('valid_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('window_days', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('signatories', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('crest_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('decision', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('name_confirmed', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('team_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('commune_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('programme_code', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('evidence', sa.JSON(), nullable=True))
    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.add_column(sa.Column('code', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(), nullable=True))
    _fill()
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.alter_column('terms_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column('template_version_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.alter_column('edition', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('book_year', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('number_text', existing_type=sa.String(), nullable=False)
        batch_op.alter_column('claim', existing_type=sa.Text(), nullable=False)
        batch_op.alter_column('key_id', existing_type=sa.String(), nullable=False)
        batch_op.alter_column('signing', existing_type=sa.Enum('seal', 'by-hand', name='signing', native_enum=False, length=40), nullable=False)
        batch_op.alter_column('window_days', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('signatories', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('decision', existing_type=sa.String(), nullable=False)
        batch_op.alter_column('name_confirmed', existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column('programme_code', existing_type=sa.String(), nullable=False)
        batch_op.alter_column('evidence', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('enrolment_id',
               existing_type=sa.Uuid(),
               nullable=True)
        batch_op.alter_column('score',
               existing_type=sa.Integer(),
               nullable=True)
        batch_op.alter_column('out_of',
               existing_type=sa.Integer(),
               nullable=True)
        batch_op.drop_constraint(batch_op.f('uq_certificate_enrolment_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_certificate_issuer_id_year_number'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_certificate_person_id_certification_id_year'), type_='unique')
        batch_op.create_index(batch_op.f('ix_certificate_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index('ix_certificate_certification_id_id', ['certification_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_commune_id'), ['commune_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_team_id'), ['team_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_issuer_id_book_year_number'), ['issuer_id', 'book_year', 'number'])
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_person_id_certification_id_year_edition'), ['person_id', 'certification_id', 'year', 'edition'])
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_replaces_id'), ['replaces_id'])
        batch_op.create_foreign_key(batch_op.f('fk_certificate_replaces_id'), 'certificate', ['replaces_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_foreign_key(batch_op.f('fk_certificate_template_version_id'), 'certificate_template_version', ['template_version_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_foreign_key(batch_op.f('fk_certificate_terms_id'), 'certification_terms', ['terms_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_foreign_key(batch_op.f('fk_certificate_crest_id'), 'stored_file', ['crest_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_foreign_key(batch_op.f('fk_certificate_batch_id'), 'issue_batch', ['batch_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.drop_column('document')
        batch_op.drop_column('signatory')

    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.alter_column('code', existing_type=sa.String(), nullable=False)
        batch_op.drop_constraint(batch_op.f('uq_certification_module_id'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_certification_code'), ['code'])
        batch_op.drop_constraint(batch_op.f('fk_certification_module_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_certification_issuer_id'), type_='foreignkey')
        batch_op.drop_column('module_id')
        batch_op.drop_column('issuer_id')

    with op.batch_alter_table('issuer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('crest_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_issuer_crest_id'), 'stored_file', ['crest_id'], ['id'], initially='DEFERRED', deferrable=True)



def _fill() -> None:
    """Give what is there the facts it never said."""
    link, at = op.get_bind(), datetime.now(UTC).replace(tzinfo=None)
    found = link.execute(sa.text(
        "SELECT c.id, c.issuer_id, c.module_id, m.code, i.signatory FROM certification c "
        "JOIN module m ON m.id = c.module_id JOIN issuer i ON i.id = c.issuer_id"
    )).all()
    if not found:
        return
    design = _design(link, at)
    for certification_id, issuer_id, module_id, code, signatory in found:
        terms = uuid.uuid4()
        _terms(link, terms, certification_id, issuer_id, module_id, signatory, design, at)
        link.execute(sa.text("UPDATE certification SET code = :code WHERE id = :id"),
                     {"code": code, "id": certification_id})
        _certificates(link, certification_id, _own(link, terms), design, code)


def _own(link, value):
    """An id as the database keeps it."""
    return value.hex if link.dialect.name == "sqlite" else value


def _design(link, at):
    folder = Path(__file__).parents[2] / "templates" / "documents" / "certificates"
    html, css = ((folder / f"classic.{end}").read_text() for end in ("html", "css"))
    template, version = _own(link, uuid.uuid4()), _own(link, uuid.uuid4())
    link.execute(sa.text(
        "INSERT INTO certificate_template (id, name, design, paper) "
        "VALUES (:id, 'Đỏ và vàng, A4 ngang', 'classic', 'a4-landscape')"
    ), {"id": template})
    link.execute(sa.text(
        "INSERT INTO certificate_template_version "
        "(id, template_id, number, html, css, sha256, note, by_name, at) "
        "VALUES (:id, :template, 1, :html, :css, :sha256, '', 'system', :at)"
    ), {"id": version, "template": template, "html": html, "css": css, "at": at,
        "sha256": hashlib.sha256(f"{html}\0{css}".encode()).hexdigest()})
    return version


def _terms(link, terms, certification_id, issuer_id, module_id, signatory, design, at):
    who = json.dumps([{"authority": "", "post": signatory, "name": ""}], ensure_ascii=False)
    link.execute(sa.text(
        "INSERT INTO certification_terms (id, certification_id, number, title, class_hours, "
        "class_topic, validity, window_days, issuer_id, signatories, signing, "
        "template_version_id, is_automatic, waits_for_name, by_name, at) VALUES (:id, :certification, "
        "1, '', 0, '', 'year', 60, :issuer, :who, 'by-hand', :design, :yes, :no, 'system', :at)"
    ), {"id": _own(link, terms), "certification": certification_id, "issuer": issuer_id,
        "who": who, "design": design, "yes": True, "no": False, "at": at})
    link.execute(sa.text(
        "INSERT INTO certification_terms_module (terms_id, module_id) VALUES (:terms, :module)"
    ), {"terms": _own(link, terms), "module": module_id})


def _certificates(link, certification_id, terms, design, code):
    rows = link.execute(sa.text(
        "SELECT id, year, number, series, signatory, issued_on, enrolment_id, completed_on "
        "FROM certificate WHERE certification_id = :id"
    ), {"id": certification_id}).all()
    values = [_facts(row) for row in rows]
    if values:
        link.execute(sa.text(
            "UPDATE certificate SET terms_id = :terms, template_version_id = :design, edition = 1, "
            "book_year = year, number_text = :text, claim = '', key_id = '', signing = 'by-hand', "
            "valid_until = :until, window_days = 60, signatories = :who, decision = '', "
            "name_confirmed = :no, programme_code = :code, evidence = :evidence WHERE id = :id"
        ), [{**one, "terms": terms, "design": design, "code": code, "no": False}
            for one in values])


def _facts(row):
    who = [{"authority": "", "post": row.signatory, "name": ""}]
    enrolment, on, issued = (str(v) for v in (row.enrolment_id, row.completed_on, row.issued_on))
    if len(enrolment) == 32:
        enrolment = str(uuid.UUID(enrolment))
    return {
        "id": row.id,
        "text": f"{row.number:06d}/{row.year}/{row.series}",
        "until": max(date(row.year, 12, 31).isoformat(), issued),
        "who": json.dumps(who, ensure_ascii=False),
        "evidence": json.dumps([{"kind": "module", "enrolment": enrolment, "on": on}]),
    }


def downgrade() -> None:
    """Back to what certificates were. What they did not know then is lost; rows stay readable."""
    link = op.get_bind()
    modules = dict(link.execute(sa.text(
        "SELECT t.certification_id, m.module_id FROM certification_terms t "
        "JOIN certification_terms_module m ON m.terms_id = t.id WHERE t.number = 1"
    )).all())
    issuers = dict(link.execute(sa.text(
        "SELECT certification_id, issuer_id FROM certification_terms WHERE number = 1"
    )).all())
    with op.batch_alter_table('issuer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_issuer_crest_id'), type_='foreignkey')
        batch_op.drop_column('crest_id')

    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.add_column(sa.Column('issuer_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('module_id', sa.Uuid(), nullable=True))
    for certification_id, issuer_id in issuers.items():
        link.execute(sa.text(
            "UPDATE certification SET issuer_id = :issuer, module_id = :module WHERE id = :id"
        ), {"id": certification_id, "issuer": issuer_id, "module": modules.get(certification_id)})
    with op.batch_alter_table('certification', schema=None) as batch_op:
        batch_op.alter_column('issuer_id', existing_type=sa.Uuid(), nullable=False)
        batch_op.create_foreign_key(batch_op.f('fk_certification_issuer_id'), 'issuer', ['issuer_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_foreign_key(batch_op.f('fk_certification_module_id'), 'module', ['module_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.drop_constraint(batch_op.f('uq_certification_code'), type_='unique')
        batch_op.create_unique_constraint(batch_op.f('uq_certification_module_id'), ['module_id'])
        batch_op.drop_column('ended_at')
        batch_op.drop_column('code')

    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.add_column(sa.Column('signatory', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('document', sa.String(), nullable=False,
                                      server_default='documents/certificate_1.html'))
        batch_op.drop_constraint(batch_op.f('fk_certificate_batch_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_certificate_crest_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_certificate_terms_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_certificate_template_version_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_certificate_replaces_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_certificate_replaces_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_certificate_person_id_certification_id_year_edition'), type_='unique')
        batch_op.drop_constraint(batch_op.f('uq_certificate_issuer_id_book_year_number'), type_='unique')
        batch_op.drop_index('ix_certificate_certification_id_id')
        batch_op.drop_index(batch_op.f('ix_certificate_team_id'))
        batch_op.drop_index(batch_op.f('ix_certificate_enrolment_id'))
        batch_op.drop_index(batch_op.f('ix_certificate_commune_id'))
        batch_op.drop_index(batch_op.f('ix_certificate_batch_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_person_id_certification_id_year'), ['person_id', 'certification_id', 'year'])
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_issuer_id_year_number'), ['issuer_id', 'year', 'number'])
        batch_op.create_unique_constraint(batch_op.f('uq_certificate_enrolment_id'), ['enrolment_id'])
        batch_op.alter_column('out_of',
               existing_type=sa.Integer(),
               nullable=False)
        batch_op.alter_column('score',
               existing_type=sa.Integer(),
               nullable=False)
        batch_op.alter_column('enrolment_id',
               existing_type=sa.Uuid(),
               nullable=False)
        batch_op.drop_column('evidence')
        batch_op.drop_column('programme_code')
        batch_op.drop_column('commune_id')
        batch_op.drop_column('team_id')
        batch_op.drop_column('name_confirmed')
        batch_op.drop_column('decision')
        batch_op.drop_column('crest_id')
        batch_op.drop_column('signatories')
        batch_op.drop_column('window_days')
        batch_op.drop_column('valid_until')
        batch_op.drop_column('signing')
        batch_op.drop_column('key_id')
        batch_op.drop_column('claim')
        batch_op.drop_column('number_text')
        batch_op.drop_column('book_year')
        batch_op.drop_column('edition')
        batch_op.drop_column('replaces_id')
        batch_op.drop_column('batch_id')
        batch_op.drop_column('template_version_id')
        batch_op.drop_column('terms_id')

    op.drop_table('issue_batch_line')
    op.drop_table('certificate_step')
    op.drop_table('certificate_document')
    op.drop_table('issue_batch')
    with op.batch_alter_table('certification_terms_module', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certification_terms_module_module_id'))

    op.drop_table('certification_terms_module')
    op.drop_table('void_number')
    op.drop_table('certification_terms')
    with op.batch_alter_table('name_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_name_check_person_id'))

    op.drop_table('name_check')
    op.drop_table('certificate_template_version')
    op.drop_table('claim_key')
    op.drop_table('certificate_template')
