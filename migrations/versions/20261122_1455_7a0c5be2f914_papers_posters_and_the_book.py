"""papers that were printed, the poster a flash introduces, words of welcome, the book as it was frozen."""

import sqlalchemy as sa
from alembic import op

revision = "7a0c5be2f914"
down_revision = "a97c3e5d1f62"

PLACES = sa.Enum("council", "commission", "scientific", name="welcomeplace", native_enum=False, length=32)


def upgrade() -> None:
    """Bring the schema up to this version; nothing has been printed, and no flash has a poster."""
    # Said as SQL: the same words add a column with its reference on both databases, and no row is copied.
    op.execute(
        "ALTER TABLE presentation ADD COLUMN poster_id INTEGER"
        " CONSTRAINT fk_presentation_poster_id_presentation REFERENCES presentation (id)"
    )
    op.create_index("ix_presentation_poster_id", "presentation", ["poster_id"])
    op.create_table(
        "printed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("made_of", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_printed_edition_id_edition")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_printed_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_printed_edition_id_name")),
    )
    op.create_table(
        "welcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("place", PLACES, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_welcome_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcome")),
        sa.UniqueConstraint("edition_id", "place", name=op.f("uq_welcome_edition_id_place")),
    )
    op.create_table(
        "frozen_book",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.Text(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_frozen_book_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_book")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_frozen_book_edition_id_number")),
    )


def downgrade() -> None:
    """Take the schema back by one version; papers are made again when they are asked for."""
    for table in ("frozen_book", "welcome", "printed"):
        op.drop_table(table)
    op.drop_index("ix_presentation_poster_id", "presentation")
    op.drop_column("presentation", "poster_id")
