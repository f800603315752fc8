"""steps of a timetable: what was done, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

revision = "7a0d3c5e91f8"
down_revision = "d15f6a3c80b7"

DEEDS = sa.Enum(
    "placed", "unplaced", "pinned", "unpinned", "opened", "changed", "moved", "shifted", "closed", "composed", "set",
    "undone", "redone", name="deed", native_enum=False, length=32,
)  # fmt: skip


def upgrade() -> None:
    """Bring the schema up to this version; what was done before cannot be undone in the editor."""
    op.create_table(
        "timetable_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("deed", DEEDS, nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("things", sa.JSON(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("is_reversed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_timetable_step_edition_id_edition")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["timetable_step.id"], name=op.f("fk_timetable_step_reverses_id_timetable_step")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_step")),
    )
    op.create_index(op.f("ix_timetable_step_edition_id"), "timetable_step", ["edition_id"])


def downgrade() -> None:
    """Bring the schema back to the version before; nothing done so far can be undone then."""
    op.drop_table("timetable_step")
