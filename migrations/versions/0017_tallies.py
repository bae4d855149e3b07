"""Tallies of teams and communes; standings without foreign keys, which cost more than a recount."""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('commune_tally',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('commune_id', sa.Uuid(), nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('on_the_way', sa.Integer(), nullable=False),
    sa.Column('due', sa.Integer(), nullable=False),
    sa.Column('overdue', sa.Integer(), nullable=False),
    sa.Column('unreachable', sa.Integer(), nullable=False),
    sa.Column('exempt', sa.Integer(), nullable=False),
    sa.Column('not_bound', sa.Integer(), nullable=False),
    sa.Column('attendances', sa.Integer(), nullable=False),
    sa.Column('completions', sa.Integer(), nullable=False),
    sa.Column('recognised', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('version_id', 'commune_id', name=op.f('pk_commune_tally'))
    )
    op.create_table('day_tally',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('commune_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('version_id', 'commune_id', 'day', name=op.f('pk_day_tally'))
    )
    op.create_table('team_tally',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('commune_id', sa.Uuid(), nullable=False),
    sa.Column('met_days', sa.String(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('on_the_way', sa.Integer(), nullable=False),
    sa.Column('due', sa.Integer(), nullable=False),
    sa.Column('overdue', sa.Integer(), nullable=False),
    sa.Column('unreachable', sa.Integer(), nullable=False),
    sa.Column('exempt', sa.Integer(), nullable=False),
    sa.Column('not_bound', sa.Integer(), nullable=False),
    sa.Column('attendances', sa.Integer(), nullable=False),
    sa.Column('completions', sa.Integer(), nullable=False),
    sa.Column('recognised', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('version_id', 'team_id', name=op.f('pk_team_tally'))
    )
    with op.batch_alter_table('team_tally', schema=None) as batch_op:
        batch_op.create_index('ix_team_tally_commune', ['version_id', 'commune_id'], unique=False)
        batch_op.create_index('ix_team_tally_until', ['version_id', 'until'], unique=False)

    op.create_table('tallied_version',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['requirement_version.id'], name=op.f('fk_tallied_version_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('version_id', name=op.f('pk_tallied_version'))
    )
    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.create_index('ix_placement_since', ['since'], unique=False)
        batch_op.create_index('ix_placement_until', ['until'], unique=False)

    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_standing_person_id'))
        batch_op.drop_constraint(batch_op.f('fk_standing_person_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_standing_version_id'), type_='foreignkey')



def downgrade() -> None:
    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.drop_index('ix_placement_until')
        batch_op.drop_index('ix_placement_since')

    with op.batch_alter_table('standing', schema=None) as batch_op:
        batch_op.create_foreign_key(batch_op.f('fk_standing_version_id'), 'requirement_version', ['version_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_foreign_key(batch_op.f('fk_standing_person_id'), 'person', ['person_id'], ['id'], initially='DEFERRED', deferrable=True)
        batch_op.create_index(batch_op.f('ix_standing_person_id'), ['person_id'], unique=False)

    op.drop_table('tallied_version')
    with op.batch_alter_table('team_tally', schema=None) as batch_op:
        batch_op.drop_index('ix_team_tally_until')
        batch_op.drop_index('ix_team_tally_commune')

    op.drop_table('team_tally')
    op.drop_table('day_tally')
    op.drop_table('commune_tally')
