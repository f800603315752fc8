"""presentations not announced yet."""

import sqlalchemy as sa
from alembic import op

revision = "4e7b1a9d20c5"
down_revision = "8c1e7d52b3f0"


def upgrade() -> None:
    """Bring the schema up to this version; what authors have not been told stays unseen on the programme too."""
    op.add_column("presentation", sa.Column("is_silent", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(
        "UPDATE presentation SET is_silent = true WHERE id IN (SELECT presentation_id FROM abstract_presentation"
        " JOIN abstract ON abstract.id = abstract_presentation.abstract_id WHERE abstract.is_silent)"
    )


def downgrade() -> None:
    """Take the schema back by one version."""
    op.drop_column("presentation", "is_silent")
