"""numbers of sessions that never return: the greatest that was ever given or published is kept."""

import json

import sqlalchemy as sa
from alembic import op

revision = "c4e8a1f70b36"
down_revision = "3b8e6d0f2a71"


def upgrade() -> None:
    """Bring the schema up to this version; a session that was published and deleted keeps its number too."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        return  # a sequence gives no number twice
    greatest = bind.scalar(sa.text("SELECT coalesce(max(id), 0) FROM session"))
    for content in bind.scalars(sa.text("SELECT content FROM release")):
        told = json.loads(content) if isinstance(content, str) else content
        named = [each["id"] for part in ("sessions", "dropped") for each in told.get(part, ()) if each.get("id")]
        greatest = max([greatest, *named])
    if greatest:
        bind.execute(sa.text("INSERT INTO counter (name, value) VALUES ('session', :greatest)"), {"greatest": greatest})


def downgrade() -> None:
    """Take the schema back by one version."""
    op.execute("DELETE FROM counter WHERE name = 'session'")
