"""The dated story of the roster: changes, absences, the rule for teams."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('composition_rule',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('least_members', sa.Integer(), nullable=False),
    sa.Column('leader_posts', sa.JSON(), nullable=False),
    sa.Column('deputy_posts', sa.JSON(), nullable=False),
    sa.Column('legal_basis', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.CheckConstraint('until IS NULL OR until > since', name=op.f('ck_composition_rule_ends_after_start')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_composition_rule'))
    )
    op.create_table('absence',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Enum('working_away', 'ill', 'maternity', 'no_phone', 'deceased', 'moved_out', name='absencereason', native_enum=False, length=40), nullable=False),
    sa.Column('evidence', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.CheckConstraint('until IS NULL OR until > since', name=op.f('ck_absence_ends_after_start')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absence_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_person_id'), ['person_id'], unique=False)

    op.create_table('roster_change',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('entered', 'moved', 'left', 'died', 'returned', 'role', 'corrected', 'phone', 'posts', 'absent', 'present', name='changekind', native_enum=False, length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('facts', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_roster_change_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_roster_change_team_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_change'))
    )
    with op.batch_alter_table('roster_change', schema=None) as batch_op:
        batch_op.create_index('ix_roster_change_person_day', ['person_id', 'day'], unique=False)

    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("on_roster_since", sa.Date(), nullable=False, server_default="1900-01-01")
        )
    op.execute("UPDATE membership SET on_roster_since = since")
    if op.get_bind().dialect.name != "sqlite":  # SQLite cannot drop it without copying the table
        op.alter_column("membership", "on_roster_since", server_default=None)
    _enter_first_rule()



def _enter_first_rule() -> None:
    """How teams are made up in Lạng Sơn; later rules are entered on screen."""
    rules = sa.table(
        "composition_rule",
        sa.column("id", sa.Uuid()),
        sa.column("since", sa.Date()),
        sa.column("least_members", sa.Integer()),
        sa.column("leader_posts", sa.JSON()),
        sa.column("deputy_posts", sa.JSON()),
        sa.column("legal_basis", sa.String()),
    )
    op.bulk_insert(
        rules,
        [
            {
                "id": UUID("01958f5e-0000-7000-8000-000000000001"),
                "since": date(2022, 3, 5),
                "least_members": 5,
                "leader_posts": ["village_head", "group_head"],
                "deputy_posts": ["youth_secretary"],
                "legal_basis": "Công văn số 793/BTTTT-THH ngày 05/3/2022 "
                "và hướng dẫn của tỉnh Lạng Sơn",
            }
        ],
    )


def downgrade() -> None:
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_column('on_roster_since')

    with op.batch_alter_table('roster_change', schema=None) as batch_op:
        batch_op.drop_index('ix_roster_change_person_day')

    op.drop_table('roster_change')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_absence_person_id'))

    op.drop_table('absence')
    op.drop_table('composition_rule')
