"""The register of the Order as a council sent it: its members, the files they came from, and who may be whom."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base
from core.files import StoredFile
from people.models.councils import Council
from people.models.persons import Person
from people.states import IMPORT_STEPS, ImportState


class FileKind(StrEnum):
    """What a file is: who is not in a whole register has disappeared from it, in an addition nobody has."""

    WHOLE = "whole"
    RESERVE_LIST = "reserve-list"
    ADDITION = "addition"


class Outcome(StrEnum):
    """What writing a line does to the register."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Known(StrEnum):
    """Whether the council knows the person a line speaks of."""

    MATCHED = "matched"
    DOUBTFUL = "doubtful"
    UNKNOWN = "unknown"


class DoubtReason(StrEnum):
    """Why somebody in the books may be somebody of the register, without its being sure."""

    OTHER_NAMES = "other-names"
    OTHER_NUMBER = "other-number"
    NAMES_ONLY = "names-only"
    NEARLY = "nearly"
    SEVERAL = "several"


class Decision(StrEnum):
    """What a person decided of a doubt."""

    SAME = "same"
    OTHER = "other"


class RegisterImport(Base):
    """One file of a council's register: how its columns were read, what writing it would do, and whether it was.

    `columns` are the headings as they stand, `mapping` says which place holds what. `counts` is what the last check
    found. `after_id` is the import that was the last written when this one was checked.
    """

    __tablename__ = "register_import"
    STEPS = IMPORT_STEPS

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str]
    sheet: Mapped[str] = mapped_column(default="")
    kind: Mapped[FileKind] = mapped_column(default=FileKind.WHOLE)
    header_line: Mapped[int] = mapped_column(default=1)
    columns: Mapped[list[Any]]
    mapping: Mapped[dict[str, Any]]
    state: Mapped[ImportState] = mapped_column(default=ImportState.DESCRIBED)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after_id: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    written_at: Mapped[datetime | None]
    written_by: Mapped[str] = mapped_column(default="")
    refusal: Mapped[str] = mapped_column(default="")

    council: Mapped[Council] = relationship(lazy="joined")
    file: Mapped[StoredFile] = relationship()

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug


class RegisterRow(Base):
    """One line of a file as the last check understood it; nothing of the register itself."""

    __tablename__ = "register_row"
    __table_args__ = (Index("ix_register_row_import", "import_id", "outcome", "line"),)
    is_audited = False

    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"))
    line: Mapped[int]
    outcome: Mapped[Outcome]
    known: Mapped[Known]
    fault: Mapped[str] = mapped_column(String(20), default="")
    value: Mapped[str] = mapped_column(default="")
    see: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[list[Any]] = mapped_column(default=list)
    leaves_out: Mapped[bool] = mapped_column(default=False)
    member: Mapped[dict[str, Any]] = mapped_column(default=dict)


class RegisterEntry(Base):
    """A member of a council's register, as its latest file says; known again by `key` in the next one.

    Nobody is ever removed: `missing_since` is the import that first did not name them. `person` is who this is among
    those whom the council knows.
    """

    __tablename__ = "register_entry"
    __table_args__ = (
        UniqueConstraint("council_id", "key"),
        Index("ix_register_entry_sorted", "council_id", "sort_name"),
        Index("ix_register_entry_number", "council_id", "number_key"),
    )

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    key: Mapped[str]
    number_key: Mapped[str] = mapped_column(String(30), default="")
    order_number: Mapped[str] = mapped_column(String(30), default="")
    family_name: Mapped[str]
    given_names: Mapped[str]
    used_name: Mapped[str] = mapped_column(default="")
    section: Mapped[str] = mapped_column(String(80), default="")
    specialty: Mapped[str] = mapped_column(default="")
    structure: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    email: Mapped[str] = mapped_column(default="")
    on_reserve_list: Mapped[bool] = mapped_column(default=False)
    registered_on: Mapped[date | None]
    sort_name: Mapped[str] = mapped_column(default="")
    search: Mapped[str] = mapped_column(default="")
    import_id: Mapped[int] = mapped_column(ForeignKey("register_import.id"))
    line: Mapped[int]
    missing_since_id: Mapped[int | None] = mapped_column(ForeignKey("register_import.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    council: Mapped[Council] = relationship()
    source: Mapped[RegisterImport] = relationship(foreign_keys=import_id)
    missing_since: Mapped[RegisterImport | None] = relationship(foreign_keys=missing_since_id)
    person: Mapped[Person | None] = relationship()

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug

    @property
    def list_name(self) -> str:
        """Return « DIARRA Fatoumata », as the register lists it."""
        return f"{(self.used_name or self.family_name).upper()} {self.given_names}".strip()


class RegisterDoubt(Base):
    """Somebody in the books may be somebody of the register; a person decides, once."""

    __tablename__ = "register_doubt"
    __table_args__ = (UniqueConstraint("entry_id", "person_id"), Index("ix_register_doubt_person", "person_id"))

    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"), index=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("register_entry.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[DoubtReason]
    found_at: Mapped[datetime]
    decision: Mapped[Decision | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")

    council: Mapped[Council] = relationship()
    entry: Mapped[RegisterEntry] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")

    @property
    def scope(self) -> str:
        """Return the council under which the audit log files this."""
        return self.council.slug
