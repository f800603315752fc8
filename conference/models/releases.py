"""Published versions of the programme: numbered, immutable, complete in themselves."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from conference.models.editions import OfEdition
from core.db import Base
from core.files import StoredFile
from core.personal import PERSONAL
from people.models import Person


class Release(OfEdition, Base):
    """One published version of an edition's programme, with all that was in it and what had changed.

    The database itself refuses to change or remove one. Only what became of it is added later: when it was printed, and
    when people were told of what changed for them, since which version.
    """

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    digest: Mapped[str] = mapped_column(String(64))
    printed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    told_since: Mapped[int | None]

    @property
    def batch(self) -> str:
        """Return the name under which the messages about this version leave together."""
        return f"release-{self.id}"


class CalendarAddress(Base):
    """The address at which somebody's calendar reads their own programme; a higher number ends those given before."""

    __tablename__ = "calendar_address"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    serial: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]

    person: Mapped[Person] = relationship(lazy="joined")

    scope = ""


class ProgrammeImport(OfEdition, Base):
    """A programme that came as a file: what was found in it, and when it was taken; the file goes once it was."""

    __tablename__ = "programme_import"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"), index=True)
    name: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    report: Mapped[dict[str, Any]]
    taken_at: Mapped[datetime | None]

    file: Mapped[StoredFile | None] = relationship(lazy="joined")


class ImportedItem(Base):
    """A session or a presentation that came from a file, by the name it has there: met again, it is the same one."""

    __tablename__ = "imported_item"
    __table_args__ = (UniqueConstraint("edition_id", "key"),)
    is_audited = False

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    key: Mapped[str] = mapped_column(String(200))
    fingerprint: Mapped[str] = mapped_column(String(64))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    presentation_id: Mapped[int | None] = mapped_column(ForeignKey("presentation.id"), index=True)

    @property
    def scope(self) -> str:
        """Return the place under which the audit log would file this."""
        return ""
