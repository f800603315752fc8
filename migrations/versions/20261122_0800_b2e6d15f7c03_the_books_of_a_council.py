"""the books of a council."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "b2e6d15f7c03"
down_revision = "7c41d0a9e2b6"

# Whoever took part, registered, wrote, read, was attested or held a role under a council is in its books.
KNOWN = """
    SELECT participation.person_id AS person_id, series.council_id AS council_id
    FROM participation JOIN edition ON edition.id = participation.edition_id
    JOIN series ON series.id = edition.series_id
    UNION SELECT registration.person_id, series.council_id
    FROM registration JOIN edition ON edition.id = registration.edition_id
    JOIN series ON series.id = edition.series_id
    UNION SELECT certificate.person_id, series.council_id
    FROM certificate JOIN edition ON edition.id = certificate.edition_id
    JOIN series ON series.id = edition.series_id
    UNION SELECT committee_member.person_id, series.council_id
    FROM committee_member JOIN committee ON committee.id = committee_member.committee_id
    JOIN edition ON edition.id = committee.edition_id JOIN series ON series.id = edition.series_id
    UNION SELECT presentation_author.person_id, series.council_id
    FROM presentation_author JOIN presentation ON presentation.id = presentation_author.presentation_id
    JOIN edition ON edition.id = presentation.edition_id JOIN series ON series.id = edition.series_id
    UNION SELECT abstract.submitter_id, series.council_id
    FROM abstract JOIN call ON call.id = abstract.call_id
    JOIN edition ON edition.id = call.edition_id JOIN series ON series.id = edition.series_id
    UNION SELECT abstract_author.person_id, series.council_id
    FROM abstract_author JOIN abstract ON abstract.id = abstract_author.abstract_id
    JOIN call ON call.id = abstract.call_id
    JOIN edition ON edition.id = call.edition_id JOIN series ON series.id = edition.series_id
    UNION SELECT assignment.reviewer_id, series.council_id
    FROM assignment JOIN abstract ON abstract.id = assignment.abstract_id
    JOIN call ON call.id = abstract.call_id
    JOIN edition ON edition.id = call.edition_id JOIN series ON series.id = edition.series_id
    UNION SELECT user_account.person_id, role_held.council_id
    FROM role_held JOIN user_account ON user_account.id = role_held.user_id
"""


def upgrade() -> None:
    """Bring the schema up to this version, and write into each council's books whom it knows already."""
    op.create_table(
        "council_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "verified",
                "to-check",
                "reserve-list",
                "foreign",
                "not-a-physician",
                "unknown",
                name="registerstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_council_record_council_id_council")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_council_record_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_record")),
        sa.UniqueConstraint("council_id", "person_id", name=op.f("uq_council_record_council_id_person_id")),
    )
    with op.batch_alter_table("council_record", schema=None) as batch_op:
        batch_op.create_index("ix_council_record_person", ["person_id"], unique=False)
    now = sa.bindparam("now", datetime.now(UTC), type_=sa.DateTime(timezone=True))
    op.execute(
        sa.text(
            "INSERT INTO council_record (person_id, council_id, section, state, since, version)"
            f" SELECT person_id, council_id, '', 'unknown', :now, 1 FROM ({KNOWN}) AS known"
        ).bindparams(now)
    )


def downgrade() -> None:
    """Take the schema back to the version before."""
    op.drop_table("council_record")
