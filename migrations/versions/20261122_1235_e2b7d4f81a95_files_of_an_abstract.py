"""files of an abstract: how many a call takes, and which ones were joined."""

import sqlalchemy as sa
from alembic import op

revision = "e2b7d4f81a95"
down_revision = "4e7b1a9d20c5"


def upgrade() -> None:
    """Bring the schema up to this version; calls that were there take none."""
    op.add_column("call", sa.Column("most_files", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "abstract_file",
        sa.Column("abstract_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number BETWEEN 1 AND 3", name=op.f("ck_abstract_file_few")),
        sa.ForeignKeyConstraint(["abstract_id"], ["abstract.id"], name=op.f("fk_abstract_file_abstract_id_abstract")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_abstract_file_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abstract_file")),
        sa.UniqueConstraint("abstract_id", "number", name=op.f("uq_abstract_file_abstract_id_number")),
    )


def downgrade() -> None:
    """Take the schema back by one version; the bytes of the files stay in the store."""
    op.drop_table("abstract_file")
    op.drop_column("call", "most_files")
