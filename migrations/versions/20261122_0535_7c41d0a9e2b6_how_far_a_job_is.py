"""how far a job is."""

import sqlalchemy as sa
from alembic import op

revision = "7c41d0a9e2b6"
down_revision = "3c1f0d7a9b42"


def upgrade() -> None:
    """Bring the schema up to this version."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("done", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("total", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    """Return the schema to the version before."""
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("total")
        batch_op.drop_column("done")
