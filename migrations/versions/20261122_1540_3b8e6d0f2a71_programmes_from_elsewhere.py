"""programmes from elsewhere: the files that came, and by which names their sessions and presentations are known."""

import sqlalchemy as sa
from alembic import op

revision = "3b8e6d0f2a71"
down_revision = "5be3d0f7a142"


def upgrade() -> None:
    """Bring the schema up to this version; nothing came from elsewhere yet."""
    op.create_table(
        "programme_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_programme_import_edition_id_edition")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_programme_import_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_import")),
    )
    op.create_index(op.f("ix_programme_import_edition_id"), "programme_import", ["edition_id"])
    op.create_table(
        "imported_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("presentation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_imported_item_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_imported_item_session_id_session"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["presentation_id"], ["presentation.id"], name=op.f("fk_imported_item_presentation_id_presentation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_item")),
        sa.UniqueConstraint("edition_id", "key", name=op.f("uq_imported_item_edition_id_key")),
    )
    op.create_index(op.f("ix_imported_item_session_id"), "imported_item", ["session_id"])
    op.create_index(op.f("ix_imported_item_presentation_id"), "imported_item", ["presentation_id"])


def downgrade() -> None:
    """Take the schema back by one version; what came from a file is no longer known to have come from it."""
    op.drop_table("imported_item")
    op.drop_table("programme_import")
