"""Figures and papers that people join: told by their content, drawn or written anew, so that no file itself is served.

A picture comes out as its pixels, a PDF as its pages. Nothing else of the file remains, and neither does its name.
"""

import io
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from core import pdf_cleaning
from core.errors import Refused
from core.i18n import gettext as _
from core.pictures import drawn_anew

MOST_BYTES = 5 * 1024 * 1024
HEAD = 1024
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
STARTS = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
OTHER_STARTS = (b"%pdf-", b"<html", b"<script", b"<svg", b"<!doctype", b"<?php")
CLEANER, LONGEST = Path(pdf_cleaning.__file__), 20


@dataclass(frozen=True)
class Cleaned:
    """What is kept of a file."""

    content: bytes
    content_type: str


def clean(upload: bytes) -> Cleaned:
    """Return what a figure or a paper shows and nothing else of it; refused in a sentence when it is something else."""
    if not upload:
        raise Refused(_("Choose a file first."), code="file-missing")
    if len(upload) > MOST_BYTES:
        raise Refused(_("This file is too heavy: 5 MB at most."), code="file-too-heavy")
    content_type = next((kind for start, kind in STARTS.items() if upload.startswith(start)), None)
    if content_type is None:
        raise Refused(
            _("This file is neither a picture (JPEG, PNG) nor a PDF, whatever its name says."), code="file-unknown"
        )
    if _is_two(upload):
        raise Refused(
            _("This file is two things at once. Save it again with the program it was made with."), code="file-two"
        )
    content = _clean_pdf(upload) if content_type == PDF else drawn_anew(upload, content_type, MOST_BYTES)
    return Cleaned(content, content_type)


def _is_two(upload: bytes) -> bool:
    """Tell whether a file could be opened as something else as well."""
    after = upload[5:HEAD].lower()
    return any(start in after for start in OTHER_STARTS) or zipfile.is_zipfile(io.BytesIO(upload))


def _clean_pdf(upload: bytes) -> bytes:
    """Have a program of its own write a PDF anew, within its limits of time and memory."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(CLEANER)], input=upload, capture_output=True, timeout=LONGEST, check=False,
            env={},
        )  # fmt: skip
    except subprocess.TimeoutExpired as late:
        raise _too_heavy() from late
    if done.returncode == 0 and len(done.stdout) <= MOST_BYTES:
        return done.stdout
    if done.returncode == pdf_cleaning.LOCKED:
        raise Refused(_("This PDF is locked by a password. Save it without one."), code="pdf-locked")
    if done.returncode == pdf_cleaning.TOO_LONG:
        raise Refused(_("A PDF has %(most)d pages at most.", most=pdf_cleaning.MOST_PAGES), code="pdf-too-long")
    if done.returncode == pdf_cleaning.UNREADABLE:
        raise Refused(_("This PDF cannot be read. Save it again, or send a picture."), code="pdf-unreadable")
    raise _too_heavy()


def _too_heavy() -> Refused:
    return Refused(_("This PDF asks for too much. Save it again, or send a picture."), code="pdf-too-much")
