"""the language in which a person is written to."""

from alembic import op

revision = "d07c4b8e1f35"
down_revision = "c6d31f0a92be"


def upgrade() -> None:
    """Bring the schema up to this version; without copying the table, to which many others point."""
    op.execute("ALTER TABLE person ADD COLUMN language VARCHAR(5) NOT NULL DEFAULT 'fr'")


def downgrade() -> None:
    """Return the schema to the version before."""
    op.execute("ALTER TABLE person DROP COLUMN language")
