"""Papers an edition had made: the programme, sheets for doors, the book, each with the facts it was made of."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import OfEdition
from core.db import Base
from core.files import StoredFile


class Printed(OfEdition, Base):
    """One paper of an edition as it was made last; other facts make it anew, in the same place."""

    __tablename__ = "printed"
    __table_args__ = (UniqueConstraint("edition_id", "name"),)
    is_audited = False

    name: Mapped[str] = mapped_column(String(80))
    made_of: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))

    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
