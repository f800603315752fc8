"""the versions of an abstract: what it said each time it was sent."""

import sqlalchemy as sa
from alembic import op

revision = "c4a7e92b6d10"
down_revision = "9b3e61d7c052"


def upgrade() -> None:
    """Bring the schema up to this version."""
    op.create_table(
        "abstract_version",
        sa.Column("abstract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["abstract_id"], ["abstract.id"], name=op.f("fk_abstract_version_abstract_id_abstract")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abstract_version")),
        sa.UniqueConstraint("abstract_id", "number", name=op.f("uq_abstract_version_abstract_id_number")),
    )
    op.create_index(op.f("ix_abstract_version_abstract_id"), "abstract_version", ["abstract_id"])


def downgrade() -> None:
    """Take the versions away."""
    op.drop_index(op.f("ix_abstract_version_abstract_id"), table_name="abstract_version")
    op.drop_table("abstract_version")
