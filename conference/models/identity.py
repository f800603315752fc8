"""What councils, editions, partners and patrons look like: crests, logos, portraits."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core import files
from core.db import Base
from core.files import StoredFile

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
