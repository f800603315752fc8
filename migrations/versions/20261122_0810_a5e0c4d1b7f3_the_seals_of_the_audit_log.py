"""the seals of the audit log: what a line changed, codes, seals, and a log that the database itself keeps."""

import sqlalchemy as sa
from alembic import op

revision = "a5e0c4d1b7f3"
down_revision = "b2e6d15f7c03"

KEPT = "the audit log is never changed"
ON_SQLITE = (
    f"""CREATE TRIGGER audit_entry_changed BEFORE UPDATE ON audit_entry
        WHEN OLD.seal_id IS NOT NULL OR NEW.seal_id IS NULL OR COALESCE(NEW.mac, '') <> COALESCE(OLD.mac, '') OR NEW.id <> OLD.id
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER audit_entry_removed BEFORE DELETE ON audit_entry
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER audit_seal_changed BEFORE UPDATE ON audit_seal
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
    f"""CREATE TRIGGER audit_seal_removed BEFORE DELETE ON audit_seal
        BEGIN SELECT RAISE(ABORT, '{KEPT}'); END""",
)
ON_POSTGRESQL = (
    f"""CREATE FUNCTION audit_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$""",
    """CREATE TRIGGER audit_entry_changed BEFORE UPDATE ON audit_entry FOR EACH ROW
        WHEN (OLD.seal_id IS NOT NULL OR NEW.seal_id IS NULL OR COALESCE(NEW.mac, '') <> COALESCE(OLD.mac, '') OR NEW.id <> OLD.id)
        EXECUTE FUNCTION audit_kept()""",
    "CREATE TRIGGER audit_entry_removed BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_kept()",
    "CREATE TRIGGER audit_seal_changed BEFORE UPDATE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_kept()",
    "CREATE TRIGGER audit_seal_removed BEFORE DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_kept()",
)
TRIGGERS = {
    "audit_entry": ("audit_entry_changed", "audit_entry_removed"),
    "audit_seal": ("audit_seal_changed", "audit_seal_removed"),
}


def upgrade() -> None:
    """Bring the schema up to this version."""
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["previous_id"], ["audit_seal.id"], name=op.f("fk_audit_seal_previous_id_audit_seal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_audit_seal_previous_id")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("changes", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("serial", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("mac", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("seal_id", sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_audit_entry_serial"), ["serial"])
        batch_op.create_foreign_key(batch_op.f("fk_audit_entry_seal_id_audit_seal"), "audit_seal", ["seal_id"], ["id"])
        batch_op.create_index("ix_audit_entry_seal_id", ["seal_id"])
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Return the schema to the version before."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, triggers in TRIGGERS.items():
        for trigger in triggers:
            op.execute(f"DROP TRIGGER {trigger}" if is_sqlite else f"DROP TRIGGER {trigger} ON {table}")
    if not is_sqlite:
        op.execute("DROP FUNCTION audit_kept")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_seal_id")
        batch_op.drop_constraint(batch_op.f("fk_audit_entry_seal_id_audit_seal"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_audit_entry_serial"), type_="unique")
        for column in ("seal_id", "mac", "serial", "changes"):
            batch_op.drop_column(column)
    op.drop_table("audit_seal")
