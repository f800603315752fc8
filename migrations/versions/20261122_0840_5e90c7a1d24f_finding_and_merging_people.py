"""finding and merging people."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "5e90c7a1d24f"
down_revision = "e81b0c5d2a64"

WORD = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LETTERS = str.maketrans({**dict.fromkeys("'’‘ʼ`´", ""), "ɛ": "e", "ɔ": "o", "ɲ": "ny", "ŋ": "ng"})
PEOPLE = "SELECT id, given_names, family_name, used_name, email, phone, search FROM person"


def upgrade() -> None:
    """Bring the schema up to this version, and note by what everybody is found."""
    # Said as SQL: the same words add a column with its reference on both databases, and no row is copied.
    op.execute(
        "ALTER TABLE person ADD COLUMN merged_into_id INTEGER"
        " CONSTRAINT fk_person_merged_into_id_person REFERENCES person (id)"
    )
    for name, column in (("order_number", "order_number"), ("structure", "structure_id"), ("merged", "merged_into_id")):
        op.create_index(f"ix_person_{name}", "person", [column])
    op.execute("ALTER TABLE council_record ADD COLUMN sort_name TEXT NOT NULL DEFAULT ''")
    with op.batch_alter_table("council_record", schema=None) as batch_op:
        batch_op.alter_column("sort_name", existing_type=sa.Text(), existing_nullable=False, server_default=None)
        batch_op.create_index("ix_council_record_sorted", ["council_id", "sort_name"], unique=False)
    op.create_table(
        "person_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_word_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_word")),
        sa.UniqueConstraint("word", "person_id", name=op.f("uq_person_word_word_person_id")),
    )
    op.create_index("ix_person_word_person", "person_word", ["person_id"])
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=40), nullable=False),
        sa.Column("function", sa.Text(), nullable=False),
        sa.Column("structure_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_post_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_person_id_person")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_post_structure_id_structure")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
    )
    op.create_index(op.f("ix_post_person_id"), "post", ["person_id"])
    op.create_table(
        "person_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("dropped", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_person_merge_two_records")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_person_merge_council_id_council")),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_person_merge_kept_id_person")),
        sa.ForeignKeyConstraint(["gone_id"], ["person.id"], name=op.f("fk_person_merge_gone_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_merge")),
    )
    for column in ("council_id", "kept_id", "gone_id"):
        op.create_index(op.f(f"ix_person_merge_{column}"), "person_merge", [column])
    op.create_table(
        "distinct_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_distinct_pair_in_order")),
        sa.ForeignKeyConstraint(["council_id"], ["council.id"], name=op.f("fk_distinct_pair_council_id_council")),
        sa.ForeignKeyConstraint(["one_id"], ["person.id"], name=op.f("fk_distinct_pair_one_id_person")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_distinct_pair_other_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distinct_pair")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_distinct_pair_one_id_other_id")),
    )
    op.create_index(op.f("ix_distinct_pair_other_id"), "distinct_pair", ["other_id"])
    note_words(op.get_bind())


def note_words(connection: sa.Connection) -> None:
    """Note by what everybody is found: what their folded text holds, and their phone without its country."""
    people = connection.execute(sa.text(PEOPLE)).all()
    words = [
        {"person": row.id, "word": word}
        for row in people
        for word in {*row.search.split(), row.email.lower(), row.phone[4:] if row.phone[:2] == "+2" else ""} - {""}
    ]
    names = [
        {"person": row.id, "name": folded(f"{row.used_name or row.family_name} {row.given_names}")} for row in people
    ]
    if people:
        connection.execute(sa.text("INSERT INTO person_word (person_id, word) VALUES (:person, :word)"), words)
        connection.execute(sa.text("UPDATE council_record SET sort_name = :name WHERE person_id = :person"), names)


def folded(name: str) -> str:
    """Return a name in small plain letters."""
    bare = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    return " ".join(re.findall(r"[^\W_]+", "".join(letter for letter in bare if not unicodedata.combining(letter))))


def downgrade() -> None:
    """Take the schema back to the version before."""
    for table in ("distinct_pair", "person_merge", "post", "person_word"):
        op.drop_table(table)
    with op.batch_alter_table("council_record", schema=None) as batch_op:
        batch_op.drop_index("ix_council_record_sorted")
    op.drop_column("council_record", "sort_name")
    for name in ("merged", "structure", "order_number"):
        op.drop_index(f"ix_person_{name}", "person")
    op.drop_column("person", "merged_into_id")
