"""Signing in surely: second factors, keys that open once, how long a browser stays signed in, buckets of tries."""

import sqlalchemy as sa
from alembic import op

revision = "a91c5e07d3b8"
down_revision = "a5e0c4d1b7f3"

REACH = sa.Enum("own", "work", "power", name="reach", native_enum=False, length=32)
KIND = sa.Enum("link", "code", "invitation", name="keykind", native_enum=False, length=32)


def upgrade() -> None:
    """Bring the schema up to this version. Whoever holds a role signs in anew: their browsers' reach is not known."""
    op.create_table(
        "bucket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("full_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bucket")),
        sa.UniqueConstraint("key", name=op.f("uq_bucket_key")),
    )
    op.create_table(
        "second_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_second_factor_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_factor")),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_factor_user_id")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index("ix_recovery_code_user", "recovery_code", ["user_id"])
    op.create_table(
        "account_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", KIND, nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_account_key_user_id_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_key")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_account_key_secret_hash")),
    )
    op.create_index("ix_account_key_user", "account_key", ["user_id"])
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("awaits_code", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("reach", REACH, nullable=False, server_default="own"))
        batch_op.add_column(sa.Column("browser", sa.String(length=60), nullable=False, server_default=""))
    op.execute("UPDATE sign_in SET seen_at = began_at")
    op.execute(
        "UPDATE sign_in SET ended_at = CURRENT_TIMESTAMP WHERE ended_at IS NULL"
        " AND user_id IN (SELECT user_id FROM role_held WHERE until IS NULL)"
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.alter_column("seen_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.alter_column("awaits_code", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)
        batch_op.alter_column("reach", existing_type=REACH, existing_nullable=False, server_default=None)
        batch_op.alter_column("browser", existing_type=sa.String(60), existing_nullable=False, server_default=None)
        batch_op.create_index("ix_sign_in_user", ["user_id"])


def downgrade() -> None:
    """Take the schema back to the version before."""
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_user")
        batch_op.drop_column("browser")
        batch_op.drop_column("reach")
        batch_op.drop_column("awaits_code")
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("seen_at")
    op.drop_index("ix_account_key_user", "account_key")
    op.drop_table("account_key")
    op.drop_index("ix_recovery_code_user", "recovery_code")
    op.drop_table("recovery_code")
    op.drop_table("second_factor")
    op.drop_table("bucket")
