"""Files: kept under the name of their content, served only as attachments, never under a name somebody typed."""

import base64
import hashlib
import os
import re
import tempfile
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app
from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from core import clock
from core.db import Base, db

SANDBOX = "sandbox; default-src 'none'"
KEPT_AT_HAND = 256


class StoredFile(Base):
    """One file whose bytes lie in the store under their SHA-256."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    content_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    created_at: Mapped[datetime]

    @property
    def path(self) -> Path:
        """Return where the bytes lie."""
        return path_of(self.sha256)

    def read(self) -> bytes:
        """Return the bytes."""
        return self.path.read_bytes()


def path_of(digest: str) -> Path:
    """Return where the bytes of a SHA-256 lie."""
    return store() / digest[:2] / digest[2:4] / digest


def store() -> Path:
    """Return the folder of the store."""
    folder: Path = current_app.config["BALANZAN"].instance / "files"
    return folder


def keep(content: bytes, content_type: str) -> StoredFile:
    """Put bytes in the store, durably, before the row that points at them; the same bytes twice are one file."""
    digest = hashlib.sha256(content).hexdigest()
    if present := db.session.scalar(select(StoredFile).filter_by(sha256=digest)):
        return present
    stored = StoredFile(sha256=digest, content_type=content_type, size=len(content), created_at=clock.now())
    write_durably(stored.path, content)
    try:
        with db.session.begin_nested():
            db.session.add(stored)
    except IntegrityError:  # another process kept the same bytes meanwhile
        return db.session.scalars(select(StoredFile).filter_by(sha256=digest)).one()
    return stored


def write_durably(path: Path, content: bytes) -> None:
    """Write a file so that after a power cut it is whole or absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        try:
            draft.write(content)
            draft.flush()
            os.fsync(draft.fileno())
        except BaseException:
            Path(draft.name).unlink()
            raise
    Path(draft.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def as_attachment(stored: StoredFile, name: str) -> Response:
    """Answer with a file to be saved, under a plain name of ours, in a sandbox."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    answer = Response(stored.read(), content_type=stored.content_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


def inline(stored: StoredFile) -> str:
    """Return an address that holds a small picture whole: showing it asks for nothing. Empty when it is lost."""
    try:
        return _inline(stored.path, stored.content_type)
    except FileNotFoundError:  # the doctor says so; a page without its crest is still a page
        return ""


@lru_cache(maxsize=KEPT_AT_HAND)
def _inline(path: Path, content_type: str) -> str:
    """Read a file once: its name is its content, so it cannot change."""
    return f"data:{content_type};base64,{base64.b64encode(path.read_bytes()).decode()}"
