"""structures corrected and put together."""

import sqlalchemy as sa
from alembic import op

revision = "8c1e7d52b3f0"
down_revision = "c4a7e92b6d10"


def upgrade() -> None:
    """Bring the schema up to this version."""
    # Said as SQL: the same words add a column with its reference on both databases, and no row is copied.
    op.execute(
        "ALTER TABLE structure ADD COLUMN merged_into_id INTEGER"
        " CONSTRAINT fk_structure_merged_into_id_structure REFERENCES structure (id)"
    )
    op.add_column("structure", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "structure_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("dropped", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_structure_merge_two_structures")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_structure_merge_council_id_council")),
        sa.ForeignKeyConstraint(["gone_id"], ["structure.id"], name=op.f("fk_structure_merge_gone_id_structure")),
        sa.ForeignKeyConstraint(["kept_id"], ["structure.id"], name=op.f("fk_structure_merge_kept_id_structure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_structure_merge")),
    )
    op.create_index(op.f("ix_structure_merge_council_id"), "structure_merge", ["council_id"], unique=False)


def downgrade() -> None:
    """Take the schema back by one version."""
    op.drop_index(op.f("ix_structure_merge_council_id"), table_name="structure_merge")
    op.drop_table("structure_merge")
    op.drop_column("structure", "version")
    op.drop_column("structure", "merged_into_id")
