"""decisions taken together, merged abstracts, referents and prizes."""

import sqlalchemy as sa
from alembic import op

revision = "fd4a460ad6aa"
down_revision = "f3b8c2d17e64"

TABLES = ("palmares", "prize", "ceiling", "deliberation", "juror", "finalist", "mark")
INDEXES = (
    ("prize", "ix_prize_edition_id", "edition_id"),
    ("ceiling", "ix_ceiling_call_id", "call_id"),
    ("deliberation", "ix_deliberation_call_id", "call_id"),
    ("juror", "ix_juror_person", "person_id"),
    ("finalist", "ix_finalist_presentation_id", "presentation_id"),
    ("mark", "ix_mark_juror", "juror_id"),
)
# column, table, what it points at
REFERENCES = (
    ("merged_into_id", "abstract", "abstract"),
    ("deliberation_id", "decision", "deliberation"),
    ("referent_id", "edition_specialty", "person"),
)


def upgrade() -> None:
    """Bring the schema up to this version; what was decided before was told at once."""
    op.create_table(
        "palmares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("made_of", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_palmares_edition_id_edition")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_palmares_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_palmares")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_palmares_edition_id")),
    )
    op.create_table(
        "prize",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("oral", "poster", "young", "other", name="prizekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("endowment", sa.Integer(), nullable=False),
        sa.Column("grid", sa.JSON(), nullable=False),
        sa.Column("ties", sa.JSON(), nullable=False),
        sa.Column("state", sa.Enum("open", "awarded", name="prizestate", native_enum=False, length=32), nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awarded_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'awarded') = (awarded_at IS NOT NULL)", name=op.f("ck_prize_awarded_when")),
        sa.CheckConstraint("endowment >= 0", name=op.f("ck_prize_endowment")),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_prize_edition_id_edition")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize")),
        sa.UniqueConstraint("edition_id", "name_fr", name=op.f("uq_prize_edition_id_name_fr")),
    )
    op.create_table(
        "ceiling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("specialty_id", sa.Integer(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("oral", "poster", "to-correct", "refused", name="decisionoutcome", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("(specialty_id IS NULL) <> (outcome IS NULL)", name=op.f("ck_ceiling_of_one_thing")),
        sa.CheckConstraint("most >= 0", name=op.f("ck_ceiling_most")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_ceiling_call_id_call")),
        sa.ForeignKeyConstraint(["specialty_id"], ["specialty.id"], name=op.f("fk_ceiling_specialty_id_specialty")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceiling")),
    )
    op.create_table(
        "deliberation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("decided", "announced", name="deliberationstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'announced') = (announced_at IS NOT NULL)", name=op.f("ck_deliberation_announced_when")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_deliberation_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliberation")),
    )
    op.create_table(
        "juror",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prize_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_juror_person_id_person")),
        sa.ForeignKeyConstraint(["prize_id"], ["prize.id"], name=op.f("fk_juror_prize_id_prize")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_juror")),
        sa.UniqueConstraint("prize_id", "person_id", name=op.f("uq_juror_prize_id_person_id")),
    )
    op.create_table(
        "finalist",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("prize_id", sa.Integer(), nullable=False),
        sa.Column("presentation_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["presentation_id"], ["presentation.id"], name=op.f("fk_finalist_presentation_id_presentation")
        ),
        sa.ForeignKeyConstraint(["prize_id"], ["prize.id"], name=op.f("fk_finalist_prize_id_prize")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finalist")),
        sa.UniqueConstraint("prize_id", "presentation_id", name=op.f("uq_finalist_prize_id_presentation_id")),
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("finalist_id", sa.Integer(), nullable=False),
        sa.Column("juror_id", sa.Integer(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("total >= 0", name=op.f("ck_mark_total")),
        sa.ForeignKeyConstraint(["finalist_id"], ["finalist.id"], name=op.f("fk_mark_finalist_id_finalist")),
        sa.ForeignKeyConstraint(["juror_id"], ["juror.id"], name=op.f("fk_mark_juror_id_juror")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("finalist_id", "juror_id", name=op.f("uq_mark_finalist_id_juror_id")),
    )
    for table, name, column in INDEXES:
        op.create_index(name, table, [column])
    # No batch: making a table anew would take it from under the rows that point at it.
    for column, table, other in REFERENCES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER"
            f" CONSTRAINT fk_{table}_{column}_{other} REFERENCES {other} (id)"
        )
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column("abstract", sa.Column("is_silent", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table in ("abstract", "decision"):
        op.add_column(table, sa.Column("correct_by", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take the schema back by one version."""
    for table in ("decision", "abstract"):
        op.drop_column(table, "correct_by")
    op.drop_column("abstract", "is_silent")
    for column, table, _other in reversed(REFERENCES):
        op.drop_index(f"ix_{table}_{column}", table)
        op.drop_column(table, column)
    for table in reversed(TABLES):
        op.drop_table(table)
