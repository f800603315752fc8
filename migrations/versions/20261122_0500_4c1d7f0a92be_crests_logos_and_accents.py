"""crests, logos and accents."""

import sqlalchemy as sa
from alembic import op

revision = "4c1d7f0a92be"
down_revision = "985b44839c3f"

ONE_OWNER = (
    "CASE WHEN council_id IS NULL THEN 0 ELSE 1 END + CASE WHEN edition_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN partner_id IS NULL THEN 0 ELSE 1 END + CASE WHEN participation_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    """Bring the schema up to this version."""
    op.add_column("edition", sa.Column("accent", sa.String(length=7), nullable=True))
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("partner_id", sa.Integer(), nullable=True),
        sa.Column("participation_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint(ONE_OWNER, name=op.f("ck_picture_has_one_owner")),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_picture_has_a_size")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_picture_council_id_council")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_picture_edition_id_edition")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_picture_file_id_stored_file")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_picture_participation_id_participation")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_picture_partner_id_partner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("council_id", name=op.f("uq_picture_council_id")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_picture_edition_id")),
        sa.UniqueConstraint("participation_id", name=op.f("uq_picture_participation_id")),
        sa.UniqueConstraint("partner_id", name=op.f("uq_picture_partner_id")),
    )


def downgrade() -> None:
    """Lead the schema back."""
    op.drop_table("picture")
    op.drop_column("edition", "accent")
