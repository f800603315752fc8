"""files of a version: which figures and papers came with what was sent."""

import sqlalchemy as sa
from alembic import op

revision = "a97c3e5d1f62"
down_revision = "7a0d3c5e91f8"

# A file that is there now, and was there when a version was sent, came with it.
THERE_ALREADY = """
INSERT INTO abstract_version_file (version_id, number, file_id)
SELECT abstract_version.id, abstract_file.number, abstract_file.file_id
FROM abstract_version JOIN abstract_file ON abstract_file.abstract_id = abstract_version.abstract_id
WHERE abstract_file.added_at <= abstract_version.sent_at
"""


def upgrade() -> None:
    """Bring the schema up to this version; what is known of versions that were sent is written down."""
    op.create_table(
        "abstract_version_file",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["abstract_version.id"], name=op.f("fk_abstract_version_file_version_id_abstract_version")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_abstract_version_file_file_id_stored_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_abstract_version_file")),
        sa.UniqueConstraint("version_id", "number", name=op.f("uq_abstract_version_file_version_id_number")),
    )
    op.create_index(op.f("ix_abstract_version_file_file_id"), "abstract_version_file", ["file_id"])
    op.execute(THERE_ALREADY)


def downgrade() -> None:
    """Take the schema back by one version; the bytes of the files stay in the store."""
    op.drop_table("abstract_version_file")
