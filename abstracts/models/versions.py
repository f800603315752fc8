"""What an abstract said each time it was sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from abstracts.models.abstracts import Abstract, name_of
from core.db import Base
from core.files import StoredFile


class AbstractVersion(Base):
    """The text of an abstract as the committee received it once; who signed it is in the abstract's history."""

    __tablename__ = "abstract_version"
    is_audited = False
    __table_args__ = (UniqueConstraint("abstract_id", "number"),)

    abstract_id: Mapped[int] = mapped_column(ForeignKey("abstract.id"), index=True)
    number: Mapped[int]
    sent_at: Mapped[datetime]
    title: Mapped[str]
    template: Mapped[str] = mapped_column(String(40))
    sections: Mapped[dict[str, Any]]
    keywords: Mapped[list[Any]]

    abstract: Mapped[Abstract] = relationship()
    files: Mapped[list["AbstractVersionFile"]] = relationship(
        back_populates="version", order_by="AbstractVersionFile.number", cascade="all, delete-orphan"
    )


class AbstractVersionFile(Base):
    """A figure or a paper that was sent with a version: its bytes stay in the store for as long as the version does."""

    __tablename__ = "abstract_version_file"
    is_audited = False
    __table_args__ = (UniqueConstraint("version_id", "number"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("abstract_version.id"))
    number: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), index=True)

    version: Mapped[AbstractVersion] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)

    @property
    def name(self) -> str:
        """Return the name under which it was shown and served."""
        return name_of(self.version.abstract, self.number, self.file)
