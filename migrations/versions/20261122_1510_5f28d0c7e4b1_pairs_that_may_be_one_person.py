"""pairs that may be one person: found by the worker, read by the page."""

import sqlalchemy as sa
from alembic import op

revision = "5f28d0c7e4b1"
down_revision = "7d2c91e4f6a8"


def upgrade() -> None:
    """Bring the schema up to this version; whoever is there waits to be compared."""
    op.add_column("person", sa.Column("weighed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index(op.f("ix_person_weighed"), "person", ["weighed"])
    op.create_table(
        "likely_pair",
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_likely_pair_in_order")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_likely_pair_one_id_person")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_likely_pair_other_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likely_pair")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_likely_pair_one_id_other_id")),
    )
    op.create_index(op.f("ix_likely_pair_other_id"), "likely_pair", ["other_id"])
    op.create_index(op.f("ix_likely_pair_score"), "likely_pair", ["score"])


def downgrade() -> None:
    """Take the schema back by one version: pages compare everybody again."""
    op.drop_table("likely_pair")
    op.drop_index(op.f("ix_person_weighed"), "person")
    op.drop_column("person", "weighed")
