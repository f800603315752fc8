"""Drafts of long forms."""

import sqlalchemy as sa
from alembic import op

revision = "3c1f0d7a9b42"
down_revision = "4c1d7f0a92be"


def upgrade() -> None:
    """Bring the schema up to this version."""

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("owner", "form", name=op.f("uq_draft_owner_form")),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_kept_at"), ["kept_at"], unique=False)


def downgrade() -> None:
    """Take the schema back to the version before."""

    op.drop_table("draft")
