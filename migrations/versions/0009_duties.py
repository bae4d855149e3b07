"""The year requires things by dated rules; exemptions, outside courses, kept files."""

from datetime import date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


CLOSING = sa.Enum("calendar", "decree", name="closingrule", native_enum=False, length=40)


def _old_columns() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("joined_before", sa.Date(), nullable=False),
        sa.Column("needed_classes", sa.Integer(), nullable=False),
        sa.Column("needed_modules", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "needed_classes > 0 AND needed_modules > 0",
            name=op.f("ck_training_year_asks_for_something"),
        ),
    )


def _day(value: object) -> date:
    """A day as the database gave it: SQLite gives text."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _id(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _rows(query: str) -> list[sa.Row]:
    return list(op.get_bind().execute(sa.text(query)))


def _insert(table: str, rows: list[dict]) -> None:
    found = sa.Table(table, sa.MetaData(), autoload_with=op.get_bind())
    if rows:
        op.get_bind().execute(found.insert(), rows)


def _create_years(*more: sa.schema.SchemaItem) -> None:
    op.create_table(
        "training_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        *more,
        sa.CheckConstraint("closes > opens", name=op.f("ck_training_year_closes_after_it_opens")),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_training_year")),
    )


def _create_standing() -> None:
    op.create_table(
        "standing",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("attendances", sa.Integer(), nullable=False),
        sa.Column("completions", sa.Integer(), nullable=False),
        sa.Column("recognised", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_standing_person_id"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["version_id"], ["requirement_version.id"], name=op.f("fk_standing_version_id"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("version_id", "person_id", name=op.f("pk_standing")),
    )
    op.create_index("ix_standing_person_id", "standing", ["person_id"])


def _fill(years: list[sa.Row], standings: list[sa.Row]) -> None:
    """Each year's duty becomes the first version of a requirement; standings keep their figures.

    Hours were not kept before and begin with the day the duty was met: `flask coverage recount`
    counts both from the facts.
    """
    versions = {}
    for row in years:
        requirement, versions[row.year] = uuid4(), uuid4()
        _insert("training_year", [{
            "year": row.year, "closing_rule": "calendar", "opens": _day(row.opens),
            "closes": _day(row.closes), "legal_basis": row.legal_basis,
        }])  # fmt: skip
        _insert("requirement", [{
            "id": requirement, "year": row.year, "code": "bat-buoc", "position": 0,
        }])  # fmt: skip
        rule = {
            "due": _day(row.closes).isoformat(), "joined_before": _day(row.joined_before).isoformat(),
            "classes": row.needed_classes, "class_minutes": 0, "modules": row.needed_modules,
            "listed": [], "both_ways": False, "compulsory": [], "outside_cap": 0,
            "roles": [], "posts": [], "units": [], "in_force": True,
        }  # fmt: skip
        _insert("requirement_version", [{
            "id": versions[row.year], "requirement_id": requirement, "number": 1,
            "since": _day(row.opens), "title": "Bồi dưỡng hằng năm", "rule": rule,
            "legal_basis": row.legal_basis, "why": "", "by_id": None, "by_name": "system",
            "at": datetime(row.year, 1, 1),
        }])  # fmt: skip
    _insert("standing", [
        {
            "version_id": versions[row.year], "person_id": _id(row.person_id),
            "attendances": row.attendances, "completions": row.completions, "recognised": 0,
            "minutes": 0, "begun_on": row.met_on and _day(row.met_on),
            "met_on": row.met_on and _day(row.met_on),
        }
        for row in standings
    ])  # fmt: skip


def upgrade() -> None:
    years = _rows("SELECT * FROM training_year")
    standings = _rows("SELECT * FROM standing")
    op.drop_table("standing")
    op.drop_table("training_year")
    _create_years(sa.Column("closing_rule", CLOSING, nullable=False))
    op.create_table('case_decision',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_decision'))
    )
    with op.batch_alter_table('case_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_decision_case_id'), ['case_id'], unique=False)

    op.create_table('stored_file',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file'))
    )
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_stored_file_sha256'), ['sha256'], unique=False)

    op.create_table('claim',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.Enum('national', 'youth_union', 'popular', 'telecom', 'paper', name='claimsource', native_enum=False, length=40), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=True),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.CheckConstraint('minutes > 0', name=op.f('ck_claim_took_time')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_claim_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_claim_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim'))
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claim_done_on'), ['done_on'], unique=False)
        batch_op.create_index('ix_claim_person_id', ['person_id'], unique=False)

    op.create_table('requirement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['year'], ['training_year.year'], name=op.f('fk_requirement_year'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirement'))
    )
    with op.batch_alter_table('requirement', schema=None) as batch_op:
        batch_op.create_index('uq_requirement_year_code', ['year', 'code'], unique=True)

    op.create_table('dispensation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('requirement_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('exemption', 'extension', name='dispensationkind', native_enum=False, length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('granted', sa.Boolean(), nullable=True),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_dispensation_file_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_dispensation_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['requirement_id'], ['requirement.id'], name=op.f('fk_dispensation_requirement_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispensation'))
    )
    with op.batch_alter_table('dispensation', schema=None) as batch_op:
        batch_op.create_index('ix_dispensation_person_id', ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_dispensation_requirement_id'), ['requirement_id'], unique=False)

    op.create_table('requirement_version',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('requirement_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('rule', sa.JSON(), nullable=False),
    sa.Column('legal_basis', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['requirement_id'], ['requirement.id'], name=op.f('fk_requirement_version_requirement_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirement_version'))
    )
    with op.batch_alter_table('requirement_version', schema=None) as batch_op:
        batch_op.create_index('uq_requirement_version_number', ['requirement_id', 'number'], unique=True)

    _create_standing()
    _fill(years, standings)


def downgrade() -> None:
    years = _rows("SELECT year, opens, closes, legal_basis FROM training_year")
    op.drop_table("standing")
    with op.batch_alter_table('requirement_version', schema=None) as batch_op:
        batch_op.drop_index('uq_requirement_version_number')

    op.drop_table('requirement_version')
    with op.batch_alter_table('dispensation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dispensation_requirement_id'))
        batch_op.drop_index('ix_dispensation_person_id')

    op.drop_table('dispensation')
    with op.batch_alter_table('requirement', schema=None) as batch_op:
        batch_op.drop_index('uq_requirement_year_code')

    op.drop_table('requirement')
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.drop_index('ix_claim_person_id')
        batch_op.drop_index(batch_op.f('ix_claim_done_on'))

    op.drop_table('claim')
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_stored_file_sha256'))

    op.drop_table('stored_file')
    with op.batch_alter_table('case_decision', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_decision_case_id'))

    op.drop_table('case_decision')

    op.drop_table("training_year")
    _create_years(*_old_columns())
    for row in years:
        more = {"joined_before": date(row.year, 10, 1), "needed_classes": 1, "needed_modules": 1}
        _insert("training_year", [{**row._mapping, "opens": _day(row.opens), "closes": _day(row.closes), **more}])
    op.create_table(
        "standing",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("attendances", sa.Integer(), nullable=False),
        sa.Column("completions", sa.Integer(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_standing_person_id"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["year"], ["training_year.year"], name=op.f("fk_standing_year"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("year", "person_id", name=op.f("pk_standing")),
    )
