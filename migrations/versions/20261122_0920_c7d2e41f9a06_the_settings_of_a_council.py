"""the settings of a council, and who signs for it."""

import sqlalchemy as sa
from alembic import op

revision = "c7d2e41f9a06"
down_revision = "b07d41c6e9a2"

ADDED = (
    ("time_zone", sa.String(length=40), "Africa/Bamako"),
    ("clock_place", sa.Text(), "Bamako"),
    ("currency", sa.String(length=3), "XOF"),
    ("version", sa.Integer(), "1"),
)


def upgrade() -> None:
    """Bring the schema up to this version; councils keep the clock and the currency of Mali until somebody says."""
    # No batch: making the table anew would take it from under the rows that point at it. So the usual values stay.
    for name, kind, usual in ADDED:
        op.add_column("council", sa.Column(name, kind, nullable=False, server_default=usual))
    op.add_column("council", sa.Column("sender_name", sa.Text(), nullable=True))
    op.add_column("council", sa.Column("reply_to", sa.Text(), nullable=True))
    op.create_table(
        "signatory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum("certificate", "receipt", name="paper", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_signatory_council_id_council")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_signatory_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("council_id", "paper", name=op.f("uq_signatory_council_id_paper")),
    )


def downgrade() -> None:
    """Take the schema back by one version."""
    op.drop_table("signatory")
    for name in ("reply_to", "sender_name", *(name for name, _kind, _usual in reversed(ADDED))):
        op.drop_column("council", name)
