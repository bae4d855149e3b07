"""Entries of one person, merged by reference."""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('person_merge',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('merged_id', sa.Uuid(), nullable=False),
    sa.Column('kept_id', sa.Uuid(), nullable=False),
    sa.Column('undoes_id', sa.Uuid(), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['kept_id'], ['person.id'], name=op.f('fk_person_merge_kept_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['merged_id'], ['person.id'], name=op.f('fk_person_merge_merged_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['undoes_id'], ['person_merge.id'], name=op.f('fk_person_merge_undoes_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_merge')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_person_merge_undoes_id'))
    )
    with op.batch_alter_table('person_merge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_merge_kept_id'), ['kept_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_merge_merged_id'), ['merged_id'], unique=False)

    op.create_table('two_people',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('one_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['one_id'], ['person.id'], name=op.f('fk_two_people_one_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['other_id'], ['person.id'], name=op.f('fk_two_people_other_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_two_people'))
    )
    with op.batch_alter_table('two_people', schema=None) as batch_op:
        batch_op.create_index('uq_two_people_pair', ['one_id', 'other_id'], unique=True)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('same_as_id', sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f('ix_person_same_as_id'), ['same_as_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_same_as_id'))
        batch_op.drop_column('same_as_id')

    with op.batch_alter_table('two_people', schema=None) as batch_op:
        batch_op.drop_index('uq_two_people_pair')

    op.drop_table('two_people')
    with op.batch_alter_table('person_merge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_merge_merged_id'))
        batch_op.drop_index(batch_op.f('ix_person_merge_kept_id'))

    op.drop_table('person_merge')
