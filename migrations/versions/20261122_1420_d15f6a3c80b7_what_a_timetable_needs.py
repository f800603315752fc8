"""what a timetable needs: pins, boards, equipment, who and what is not available, rules, and searches by the machine."""

import sqlalchemy as sa
from alembic import op

revision = "d15f6a3c80b7"
down_revision = "e2b7d4f81a95"

STATES = sa.Enum(
    "waiting", "searching", "found", "failed", "taken", "dropped",
    name="compositionstate", native_enum=False, length=32,
)  # fmt: skip


def upgrade() -> None:
    """Bring the schema up to this version; nothing is pinned, and everybody is available."""
    op.add_column("room", sa.Column("equipment", sa.JSON(), nullable=True))
    op.add_column("session", sa.Column("seats", sa.Integer(), nullable=True))
    op.add_column("session", sa.Column("needs", sa.JSON(), nullable=True))
    op.add_column("session", sa.Column("is_pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("presentation", sa.Column("rank", sa.Integer(), nullable=True))
    op.add_column("presentation", sa.Column("board", sa.Integer(), nullable=True))
    op.add_column("presentation", sa.Column("theme", sa.String(120), nullable=True))
    op.add_column("presentation", sa.Column("is_pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("uq_presentation_edition_id_board", "presentation", ["edition_id", "board"], unique=True)
    op.create_table(
        "unavailability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (room_id IS NULL)", name=op.f("ck_unavailability_of_a_person_or_a_room")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_unavailability_ends_after_start")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_unavailability_edition_id_edition")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_unavailability_person_id_person")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_unavailability_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unavailability")),
    )
    op.create_index(op.f("ix_unavailability_edition_id"), "unavailability", ["edition_id"])
    op.create_index(op.f("ix_unavailability_person_id"), "unavailability", ["person_id"])
    op.create_table(
        "timetable_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("session_minutes", sa.Integer(), nullable=False),
        sa.Column("most_talks", sa.Integer(), nullable=False),
        sa.Column("buffer_minutes", sa.Integer(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("session_minutes > 0", name=op.f("ck_timetable_rules_session_minutes")),
        sa.CheckConstraint("most_talks > 0", name=op.f("ck_timetable_rules_most_talks")),
        sa.CheckConstraint("buffer_minutes >= 0", name=op.f("ck_timetable_rules_buffer_minutes")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_timetable_rules_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timetable_rules")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_timetable_rules_edition_id")),
    )
    op.create_table(
        "composition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("state", STATES, nullable=False),
        sa.Column("is_repair", sa.Boolean(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("began_from", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Integer(), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=True),
        sa.CheckConstraint("(state = 'taken') = (taken_at IS NOT NULL)", name=op.f("ck_composition_taken_at_if_taken")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_composition_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_composition")),
    )
    op.create_index(op.f("ix_composition_edition_id"), "composition", ["edition_id"])


def downgrade() -> None:
    """Take the schema back by one version; pins, boards, absences and searches are given up."""
    for table in ("composition", "timetable_rules", "unavailability"):
        op.drop_table(table)
    op.drop_index("uq_presentation_edition_id_board", "presentation")
    for column in ("is_pinned", "theme", "board", "rank"):
        op.drop_column("presentation", column)
    for column in ("is_pinned", "needs", "seats"):
        op.drop_column("session", column)
    op.drop_column("room", "equipment")
