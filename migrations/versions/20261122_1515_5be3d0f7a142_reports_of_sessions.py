"""what the chair of a session reports: who came, what was asked, what is recommended."""

import sqlalchemy as sa
from alembic import op

revision = "5be3d0f7a142"
down_revision = "5f28d0c7e4b1"


def upgrade() -> None:
    """Bring the schema up to this version; no session has been reported on."""
    op.create_table(
        "session_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("attendance", sa.Integer(), nullable=True),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("recommendations", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.CheckConstraint("attendance >= 0", name=op.f("ck_session_report_attendance")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_session_report_session_id_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_report")),
        sa.UniqueConstraint("session_id", name=op.f("uq_session_report_session_id")),
    )


def downgrade() -> None:
    """Take the schema back by one version; the reports go with their table."""
    op.drop_table("session_report")
