"""Opening a file that should hold a programme: which format it is, or why it is none, in a sentence."""

import json
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from conference.foreign import interfaces, sheet, voc
from conference.foreign.shapes import MOST_EVENTS, Programme
from core.errors import Refused
from core.i18n import gettext as _
from core.sheets import TEXTS

MEGABYTE = 1024 * 1024
MOST_BYTES = 8 * MEGABYTE
WIDE = (b"\xff\xfe", b"\xfe\xff")


def programme_in(content: bytes, name: str, time_zone: str) -> Programme:
    """Return what a file says of a programme, or refuse it in a sentence."""
    if len(content) > MOST_BYTES:
        raise too_large()
    if not content.strip():
        raise _refused(_("The file is empty."))
    found = _read(content, name.lower(), time_zone)
    if not found.blocks:
        raise _refused(_("There is no session and no presentation in this file that could be taken."))
    if sum(1 + len(block.talks) for block in found.blocks) > MOST_EVENTS:
        raise _refused(_("The file holds more than %(most)d sessions and presentations.", most=MOST_EVENTS))
    return found


def too_large() -> Refused:
    """Return the refusal of a file that is larger than any programme."""
    return _refused(_("The file is larger than %(most)d MB; no programme is.", most=MOST_BYTES // MEGABYTE))


def _read(content: bytes, name: str, time_zone: str) -> Programme:
    if name.endswith((".xlsx", *TEXTS)):
        return sheet.from_sheet(content, name, time_zone)
    text = _text(content)
    if text.startswith("<"):
        return _xml(content, time_zone)
    if text.startswith(("{", "[")):
        return _json(text, time_zone)
    raise _refused(_("Send a programme as schedule.xml, schedule.json, CSV or XLSX."))


def _text(content: bytes) -> str:
    """Return the letters of a file, in the encoding that it names or that it can only be."""
    wide = content.startswith(WIDE)
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
    raise _refused(_("The letters of this file cannot be read. Save it as UTF-8, then send it again."))


def _xml(content: bytes, time_zone: str) -> Programme:
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise _refused(_("This XML declares entities or a document type: it was not opened.")) from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise _refused(_("This XML is broken: a program cannot read it to its end.")) from error
    if root.tag != "schedule":
        raise _refused(_("This XML is no schedule.xml: it begins with “%(tag)s”.", tag=str(root.tag)[:40]))
    return voc.from_xml(root, time_zone)


def _json(text: str, time_zone: str) -> Programme:
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused(_("This JSON is broken or nested without measure: a program cannot read it.")) from error
    if isinstance(told, dict) and isinstance(told.get("schedule"), dict):
        return voc.from_json(told, time_zone)
    if interfaces.is_indico(told):
        return interfaces.from_indico(told, time_zone)
    if interfaces.is_pretalx(told):
        return interfaces.from_pretalx(told, time_zone)
    raise _refused(_("This JSON holds no programme in a form we know: schedule.json, pretalx or Indico."))


def _refused(sentence: str) -> Refused:
    return Refused(sentence, code="unreadable-file")
