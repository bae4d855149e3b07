"""Which device a sign-in and an attempt came from, as keyed hashes; looks at signs."""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('sign_review',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('finding', sa.Enum('reasonable', 'unclear', name='finding', native_enum=False, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('facts', sa.String(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['year'], ['training_year.year'], name=op.f('fk_sign_review_year'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_review'))
    )
    with op.batch_alter_table('sign_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_review_year'), ['year'], unique=False)
        batch_op.create_index('uq_sign_review_number', ['fingerprint', 'number'], unique=True)

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.add_column(sa.Column('device_key', sa.String(), nullable=True))

    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.add_column(sa.Column('device_key', sa.String(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_column('device_key')

    with op.batch_alter_table('attempt', schema=None) as batch_op:
        batch_op.drop_column('device_key')

    with op.batch_alter_table('sign_review', schema=None) as batch_op:
        batch_op.drop_index('uq_sign_review_number')
        batch_op.drop_index(batch_op.f('ix_sign_review_year'))

    op.drop_table('sign_review')
