"""the outbox: what keeps a message, whom to write to no more, messages to many."""

import sqlalchemy as sa
from alembic import op

revision = "e81b0c5d2a64"
down_revision = "a91c5e07d3b8"

TEXTS = ("subject_fr", "body_fr", "sms_fr", "subject_en", "body_en", "sms_en")
SCIENCE, SEATS = "abstracts.see-all", "registration.see"
OF_SEATS = ("registered", "paid", "not-found", "attested")


def upgrade() -> None:
    """Bring the schema up to this version."""
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("phone", sa.String(20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("area", sa.String(60), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("batch", sa.String(60), nullable=True))
        batch_op.add_column(sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reply_to", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("resends_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("fault", sa.String(32), nullable=True))
        batch_op.add_column(sa.Column("answer", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("by_hand", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("search", sa.Text(), nullable=False, server_default=""))
        batch_op.create_foreign_key("fk_message_person_id_person", "person", ["person_id"], ["id"])
        batch_op.create_foreign_key("fk_message_resends_id_message", "message", ["resends_id"], ["id"])
        batch_op.create_index("ix_message_person_id", ["person_id"])
        batch_op.create_index("ix_message_resends_id", ["resends_id"])
        batch_op.create_index("ix_message_batch_state", ["batch", "state"])
        batch_op.create_index("ix_message_scope_id", ["scope", "id"])
    with op.batch_alter_table("message", schema=None) as batch_op:
        for name in ("version", "phone", "area", "reply_to", "tries", "answer", "by_hand", "search"):
            batch_op.alter_column(name, server_default=None)
    message = sa.table("message", *(sa.column(name) for name in ("kind", "area", "channel", "to_address", "phone")))
    named = sa.table(
        "message", *(sa.column(name, sa.Text()) for name in ("search", "to_name", "to_address", "subject"))
    )
    op.execute(sa.update(message).where(message.c.kind.like("abstract-%")).values(area=SCIENCE))
    op.execute(sa.update(message).where(message.c.kind.in_(OF_SEATS)).values(area=SEATS))
    op.execute(
        sa.update(message).where(message.c.channel == "sms").values(phone=sa.func.substr(message.c.to_address, 1, 20))
    )
    op.execute(
        sa.update(named).values(
            search=sa.func.lower(named.c.to_name + " " + named.c.to_address + " " + named.c.subject)
        )
    )
    op.create_table(
        "suppressed_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_suppressed_address"),
    )
    with op.batch_alter_table("suppressed_address", schema=None) as batch_op:
        batch_op.create_index("ix_suppressed_address_address", ["address"])
        batch_op.create_index("ix_suppressed_address_scope", ["scope"])
    op.create_table(
        "message_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name="fk_message_template_council_id_council"),
        sa.PrimaryKeyConstraint("id", name="pk_message_template"),
        sa.UniqueConstraint("council_id", "name", name="uq_message_template_council_id_name"),
    )
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("audiences", sa.JSON(), nullable=False),
        sa.Column("area", sa.String(60), nullable=False),
        sa.Column("by_sms", sa.Boolean(), nullable=False),
        sa.Column("plain_sms", sa.Boolean(), nullable=False),
        sa.Column("reply_to", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in TEXTS),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_mailing_edition_id_edition"),
        sa.PrimaryKeyConstraint("id", name="pk_mailing"),
    )
    with op.batch_alter_table("mailing", schema=None) as batch_op:
        batch_op.create_index("ix_mailing_edition_id", ["edition_id"])


def downgrade() -> None:
    """Return the schema to the version before."""
    for table in ("mailing", "message_template", "suppressed_address"):
        op.drop_table(table)
    message = sa.table("message", sa.column("state"))
    op.execute(sa.update(message).where(message.c.state.in_(["scheduled", "leaving"])).values(state="waiting"))
    op.execute(sa.update(message).where(message.c.state == "suppressed").values(state="failed"))
    with op.batch_alter_table("message", schema=None) as batch_op:
        for index in ("person_id", "resends_id", "batch_state", "scope_id"):
            batch_op.drop_index(f"ix_message_{index}")
        batch_op.drop_constraint("fk_message_person_id_person", type_="foreignkey")
        batch_op.drop_constraint("fk_message_resends_id_message", type_="foreignkey")
        for name in (
            "search",
            "by_hand",
            "answer",
            "fault",
            "tries",
            "resends_id",
            "reply_to",
            "leaves_at",
            "batch",
            "area",
            "person_id",
            "phone",
            "version",
        ):
            batch_op.drop_column(name)
