"""the rules of a call, its former ones, late invitations, and authors who say they are not."""

import json

import sqlalchemy as sa
from alembic import op

revision = "9b3e61d7c052"
down_revision = "a3f5c8e17d24"

WISHES = ["oral", "poster", "either"]
DECLARATIONS = [
    {
        "key": "consent",
        "label_fr": "Tous les auteurs sont d’accord ; aucun patient n'est reconnaissable ; ce travail n’a pas été"
        " publié ailleurs",
        "label_en": "All authors agree; no patient can be recognised; the work has not been published elsewhere",
        "is_required": True,
    }
]
OF_CALLS = (
    ("number", sa.Integer(), "1"),
    ("wishes", sa.JSON(), "[]"),
    ("declarations", sa.JSON(), "[]"),
    ("questions", sa.JSON(), "[]"),
    ("themes", sa.JSON(), "[]"),
    ("version", sa.Integer(), "1"),
)
OF_ABSTRACTS = (
    ("theme", sa.String(length=40), ""),
    ("declared", sa.JSON(), "[]"),
    ("answers", sa.JSON(), "{}"),
    ("rules_number", sa.Integer(), "1"),
)


def upgrade() -> None:
    """Bring the schema up to this version; calls keep asking what they asked, and what was declared stays declared."""
    # No batch: making a table anew would take it from under the rows that point at it. So the usual values stay.
    for table, added in (("call", OF_CALLS), ("abstract", OF_ABSTRACTS)):
        for name, kind, usual in added:
            is_written = isinstance(kind, sa.JSON | sa.String)  # below: such a usual value could not be compared
            op.add_column(
                table, sa.Column(name, kind, nullable=is_written, server_default=None if is_written else usual)
            )
    op.add_column("call", sa.Column("corrections_until", sa.DateTime(timezone=True), nullable=True))
    call = sa.table("call", *(sa.column(name, sa.JSON) for name, kind, _usual in OF_CALLS if isinstance(kind, sa.JSON)))
    op.execute(call.update().values(wishes=WISHES, declarations=DECLARATIONS, questions=[], themes=[]))
    columns = (
        sa.column("theme", sa.String),
        sa.column("declared", sa.JSON),
        sa.column("answers", sa.JSON),
        sa.column("declares_consent", sa.Boolean),
    )
    abstract = sa.table("abstract", *columns)
    op.execute(abstract.update().values(declared=[], answers={}, theme=""))
    op.execute(abstract.update().where(abstract.c.declares_consent).values(declared=["consent"]))
    op.drop_column("abstract", "declares_consent")
    op.execute(
        "ALTER TABLE abstract_author ADD COLUMN structure_id INTEGER"
        " CONSTRAINT fk_abstract_author_structure_id_structure REFERENCES structure (id)"
    )
    op.create_index(op.f("ix_abstract_author_structure_id"), "abstract_author", ["structure_id"])
    op.add_column("abstract_author", sa.Column("disowned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "call_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_version_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_version")),
        sa.UniqueConstraint("call_id", "number", name=op.f("uq_call_version_call_id_number")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("abstract_id", sa.Integer(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_invitation_call_id_call")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_invitation_person_id_person")),
        sa.ForeignKeyConstraint(["abstract_id"], ["abstract.id"], name=op.f("fk_invitation_abstract_id_abstract")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("abstract_id", name=op.f("uq_invitation_abstract_id")),
    )
    for column in ("call_id", "person_id"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column])


def downgrade() -> None:
    """Take the schema back by one version; of what was declared, the consent of all authors is kept."""
    for table in ("invitation", "call_version"):
        op.drop_table(table)
    op.drop_index(op.f("ix_abstract_author_structure_id"), "abstract_author")
    for name in ("disowned_at", "structure_id"):
        op.drop_column("abstract_author", name)
    op.add_column("abstract", sa.Column("declares_consent", sa.Boolean(), nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, declared FROM abstract")).all()
    consented = [row.id for row in rows if "consent" in _read(row.declared)]
    abstract = sa.table("abstract", sa.column("id", sa.Integer), sa.column("declares_consent", sa.Boolean))
    connection.execute(abstract.update().where(abstract.c.id.in_(consented)).values(declares_consent=True))
    op.drop_column("call", "corrections_until")
    for table, added in (("abstract", OF_ABSTRACTS), ("call", OF_CALLS)):
        for name, _kind, _usual in reversed(added):
            op.drop_column(table, name)


def _read(kept: object) -> list[str]:
    return json.loads(kept) if isinstance(kept, str) else list(kept)
