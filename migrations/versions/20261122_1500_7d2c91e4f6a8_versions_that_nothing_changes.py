"""versions of the programme that nothing changes, what became of them, and addresses for one's own calendar."""

import sqlalchemy as sa
from alembic import op

revision = "7d2c91e4f6a8"
down_revision = "7a0c5be2f914"

KEPT = "a published version is never changed"
FIXED = "edition_id, number, published_at, published_by, content, digest"
ON_SQLITE = (
    f"""CREATE TRIGGER release_changed BEFORE UPDATE OF id, {FIXED} ON release
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER release_removed BEFORE DELETE ON release
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
)
ON_POSTGRESQL = (
    f"""CREATE FUNCTION release_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$""",
    f"""CREATE TRIGGER release_changed BEFORE UPDATE OF id, {FIXED} ON release
        FOR EACH ROW EXECUTE FUNCTION release_kept()""",
    "CREATE TRIGGER release_removed BEFORE DELETE ON release FOR EACH ROW EXECUTE FUNCTION release_kept()",
)


def upgrade() -> None:
    """Bring the schema up to this version; of the versions there are, people have been told."""
    op.add_column("release", sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("release", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("release", sa.Column("told_since", sa.Integer(), nullable=True))
    op.execute("UPDATE release SET told_at = published_at, told_since = number - 1")
    op.create_table(
        "calendar_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calendar_address_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_address")),
        sa.UniqueConstraint("person_id", name=op.f("uq_calendar_address_person_id")),
    )
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Take the schema back by one version; who was told and which version was printed is given up."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in ("release_changed", "release_removed"):
        op.execute(f"DROP TRIGGER {trigger}" if is_sqlite else f"DROP TRIGGER {trigger} ON release")
    if not is_sqlite:
        op.execute("DROP FUNCTION release_kept")
    op.drop_table("calendar_address")
    for column in ("told_since", "told_at", "printed_at"):
        op.drop_column("release", column)
