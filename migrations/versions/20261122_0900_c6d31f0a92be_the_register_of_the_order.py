"""the register of the Order: its members, its files, and what is doubtful."""

import sqlalchemy as sa
from alembic import op

revision = "c6d31f0a92be"
down_revision = "5e90c7a1d24f"


def upgrade() -> None:
    """Bring the schema up to this version."""
    op.create_table(
        "register_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("whole", "reserve-list", "addition", name="filekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("header_line", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "described",
                "checking",
                "checked",
                "writing",
                "written",
                "unreadable",
                "dropped",
                name="importstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_by", sa.Text(), nullable=False),
        sa.Column("refusal", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_register_import_council_id_council")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_register_import_file_id_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_import")),
    )
    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_import_council_id"), ["council_id"], unique=False)

    op.create_table(
        "register_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number_key", sa.String(length=30), nullable=False),
        sa.Column("order_number", sa.String(length=30), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_names", sa.Text(), nullable=False),
        sa.Column("used_name", sa.Text(), nullable=False),
        sa.Column("section", sa.String(length=80), nullable=False),
        sa.Column("specialty", sa.Text(), nullable=False),
        sa.Column("structure", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("on_reserve_list", sa.Boolean(), nullable=False),
        sa.Column("registered_on", sa.Date(), nullable=True),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("missing_since_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_register_entry_council_id_council")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_import.id"], name=op.f("fk_register_entry_import_id_register_import")
        ),
        sa.ForeignKeyConstraint(
            ["missing_since_id"],
            ["register_import.id"],
            name=op.f("fk_register_entry_missing_since_id_register_import"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_register_entry_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("council_id", "key", name=op.f("uq_register_entry_council_id_key")),
    )
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.create_index("ix_register_entry_number", ["council_id", "number_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_register_entry_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_register_entry_sorted", ["council_id", "sort_name"], unique=False)

    op.create_table(
        "register_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("new", "changed", "unchanged", "refused", name="outcome", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "known",
            sa.Enum("matched", "doubtful", "unknown", name="known", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("fault", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("see", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("leaves_out", sa.Boolean(), nullable=False),
        sa.Column("member", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["register_import.id"], name=op.f("fk_register_row_import_id_register_import")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_row")),
    )
    with op.batch_alter_table("register_row", schema=None) as batch_op:
        batch_op.create_index("ix_register_row_import", ["import_id", "outcome", "line"], unique=False)

    op.create_table(
        "register_doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "other-names",
                "other-number",
                "names-only",
                "nearly",
                "several",
                name="doubtreason",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Enum("same", "other", name="decision", native_enum=False, length=32), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_register_doubt_council_id_council")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_register_doubt_entry_id_register_entry")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_register_doubt_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_doubt")),
        sa.UniqueConstraint("entry_id", "person_id", name=op.f("uq_register_doubt_entry_id_person_id")),
    )
    with op.batch_alter_table("register_doubt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_doubt_council_id"), ["council_id"], unique=False)
        batch_op.create_index("ix_register_doubt_person", ["person_id"], unique=False)

    with op.batch_alter_table("council_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claimed_number", sa.String(length=30), server_default="", nullable=False))
    with op.batch_alter_table("council_record", schema=None) as batch_op:
        batch_op.alter_column(
            "claimed_number", existing_type=sa.String(length=30), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    """Bring the schema back to the version before."""
    with op.batch_alter_table("council_record", schema=None) as batch_op:
        batch_op.drop_column("claimed_number")

    with op.batch_alter_table("register_doubt", schema=None) as batch_op:
        batch_op.drop_index("ix_register_doubt_person")
        batch_op.drop_index(batch_op.f("ix_register_doubt_council_id"))

    op.drop_table("register_doubt")
    with op.batch_alter_table("register_row", schema=None) as batch_op:
        batch_op.drop_index("ix_register_row_import")

    op.drop_table("register_row")
    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_register_entry_sorted")
        batch_op.drop_index(batch_op.f("ix_register_entry_person_id"))
        batch_op.drop_index("ix_register_entry_number")

    op.drop_table("register_entry")
    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_register_import_council_id"))

    op.drop_table("register_import")
