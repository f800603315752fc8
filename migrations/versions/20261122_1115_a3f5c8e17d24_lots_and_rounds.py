"""what reviewers know and must not read, rounds of reading, and what reviewers say to each other."""

import sqlalchemy as sa
from alembic import op

revision = "a3f5c8e17d24"
down_revision = "fd4a460ad6aa"

BLINDNESS = sa.Enum("double", "single", "open", name="blindness", native_enum=False, length=32)
TIES = sa.Enum("thesis", "family", "work", name="tiekind", native_enum=False, length=32)


def upgrade() -> None:
    """Bring the schema up to this version; every review there is belongs to the first round."""
    op.add_column("call", sa.Column("blindness", BLINDNESS, nullable=False, server_default="double"))
    op.add_column("call", sa.Column("readers", sa.Integer(), nullable=False, server_default="3"))
    op.add_column("call", sa.Column("most_readings", sa.Integer(), nullable=True))
    op.add_column("abstract", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("assignment", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("review") as review:
        review.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
        review.drop_constraint(op.f("uq_review_assignment_id"), type_="unique")
        review.create_unique_constraint(op.f("uq_review_assignment_id_round"), ["assignment_id", "round"])
    op.create_table(
        "reviewer_profile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("most_readings", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("most_readings >= 0", name=op.f("ck_reviewer_profile_most_readings")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_reviewer_profile_call_id_call")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reviewer_profile_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer_profile")),
        sa.UniqueConstraint("call_id", "person_id", name=op.f("uq_reviewer_profile_call_id_person_id")),
    )
    op.create_index(op.f("ix_reviewer_profile_person_id"), "reviewer_profile", ["person_id"])
    op.create_table(
        "reviewer_specialty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("profile_id", sa.Integer(), nullable=False),
        sa.Column("specialty_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id"],
            ["reviewer_profile.id"],
            name=op.f("fk_reviewer_specialty_profile_id_reviewer_profile"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["specialty_id"], ["specialty.id"], name=op.f("fk_reviewer_specialty_specialty_id_specialty")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewer_specialty")),
        sa.UniqueConstraint("profile_id", "specialty_id", name=op.f("uq_reviewer_specialty_profile_id_specialty_id")),
    )
    op.create_table(
        "tie",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("kind", TIES, nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_tie_other_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tie_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tie")),
        sa.UniqueConstraint("person_id", "other_id", name=op.f("uq_tie_person_id_other_id")),
    )
    op.create_index(op.f("ix_tie_other_id"), "tie", ["other_id"])
    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("abstract_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_conflict_has_reason")),
        sa.ForeignKeyConstraint(["abstract_id"], ["abstract.id"], name=op.f("fk_conflict_abstract_id_abstract")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_conflict_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
        sa.UniqueConstraint("abstract_id", "person_id", name=op.f("uq_conflict_abstract_id_person_id")),
    )
    op.create_index(op.f("ix_conflict_person_id"), "conflict", ["person_id"])
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignment.id"], name=op.f("fk_remark_assignment_id_assignment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
    )
    op.create_index("ix_remark_assignment", "remark", ["assignment_id"])


def downgrade() -> None:
    """Take the schema back by one version; of each reading the last round stays."""
    for table in ("remark", "conflict", "tie", "reviewer_specialty", "reviewer_profile"):
        op.drop_table(table)
    op.execute(
        "DELETE FROM review WHERE id NOT IN (SELECT id FROM (SELECT max(id) AS id FROM review GROUP BY assignment_id) x)"
    )
    with op.batch_alter_table("review") as review:
        review.drop_constraint(op.f("uq_review_assignment_id_round"), type_="unique")
        review.create_unique_constraint(op.f("uq_review_assignment_id"), ["assignment_id"])
        review.drop_column("round")
    op.drop_column("assignment", "round")
    op.drop_column("abstract", "round")
    for name in ("most_readings", "readers", "blindness"):
        op.drop_column("call", name)
