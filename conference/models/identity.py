"""What councils, editions, partners and patrons look like: crests, logos, portraits."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import files
from core.db import Base, Versioned
from core.files import StoredFile
from people.models import Council

OWNERS = ("council_id", "edition_id", "partner_id", "participation_id")
ONE_OWNER = " + ".join(f"CASE WHEN {owner} IS NULL THEN 0 ELSE 1 END" for owner in OWNERS) + " = 1"


class Picture(Base):
    """The picture of one thing: a council's or an edition's crest, a partner's logo, the portrait of a participant."""

    __tablename__ = "picture"
    __table_args__ = (
        CheckConstraint(ONE_OWNER, name="has_one_owner"),
        CheckConstraint("width > 0 AND height > 0", name="has_a_size"),
    )

    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"), unique=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"), unique=True)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), unique=True)
    participation_id: Mapped[int | None] = mapped_column(ForeignKey("participation.id"), unique=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int]
    height: Mapped[int]

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

    @property
    def src(self) -> str:
        """Return the address that holds it."""
        return files.inline(self.file)


class Paper(StrEnum):
    """A paper that somebody signs for a council."""

    CERTIFICATE = "certificate"
    RECEIPT = "receipt"


class Signatory(Versioned, Base):
    """Who signs a council's papers of one sort: a name, a function, and the signature as they draw it."""

    __tablename__ = "signatory"
    __table_args__ = (UniqueConstraint("council_id", "paper"),)

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    paper: Mapped[Paper]
    name: Mapped[str] = mapped_column(default="")
    function: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    width: Mapped[int] = mapped_column(default=0)
    height: Mapped[int] = mapped_column(default=0)

    council: Mapped[Council] = relationship()
    file: Mapped[StoredFile | None] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug

    @property
    def src(self) -> str:
        """Return the address that holds the signature."""
        return files.inline(self.file) if self.file else ""
