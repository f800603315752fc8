"""Archives that somebody sends (workbooks and Word documents are such): looked at before anything is unpacked."""

import io
import zipfile
from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse

MOST_PARTS, LARGEST_INSIDE, LARGEST_RATIO = 2_000, 64 * 1024 * 1024, 100
SMALL = 100_000  # a part of so few bytes may repeat itself as it likes
IS_ENCRYPTED = 0x1


class Bomb(Exception):
    """Raised for an archive that would unpack to far more than it weighs."""


def opened(content: bytes) -> zipfile.ZipFile:
    """Open an archive, or raise Bomb, or zipfile.BadZipFile for what is none or is locked by a password."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (ValueError, OSError, NotImplementedError) as error:
        raise zipfile.BadZipFile(str(error)) from error
    inside = sum(part.file_size for part in parts)
    worst = max((part.file_size / max(1, part.compress_size) for part in parts if part.file_size > SMALL), default=0)
    if len(parts) > MOST_PARTS or inside > LARGEST_INSIDE or worst > LARGEST_RATIO:
        raise Bomb
    if any(part.flag_bits & IS_ENCRYPTED for part in parts):
        raise zipfile.BadZipFile("encrypted")
    return archive


def elements(part: IO[bytes]) -> Iterator[Element]:
    """Yield the elements of an XML part as they end; one that declares a document type or entities is an error."""
    for _event, element in iterparse(part, forbid_dtd=True):
        yield element
