"""The published programme in the formats of other programs."""

from collections.abc import Callable, Mapping

from conference.exports import schedule_json, schedule_xml, tables
from conference.exports.ical import CONTENT_TYPE, Source, calendar
from conference.queries.published import Told
from core import i18n

Export = Callable[[Source, list[Told]], tuple[bytes, str]]


def _ical(source: Source, sessions: list[Told]) -> tuple[bytes, str]:
    gone = [each for each in source.release.content.get("dropped", ()) if not each["code"]]
    return calendar(source, sessions, gone, language=i18n.language()), CONTENT_TYPE


FORMATS: Mapping[str, Export] = {
    "ics": _ical,
    "xml": lambda source, sessions: (schedule_xml.schedule_xml(source, sessions), schedule_xml.CONTENT_TYPE),
    "json": lambda source, sessions: (schedule_json.schedule_json(source, sessions), schedule_json.CONTENT_TYPE),
    "csv": lambda source, sessions: (tables.table(tables.CSV, source, sessions), tables.TYPES[tables.CSV]),
    "xlsx": lambda source, sessions: (tables.table(tables.XLSX, source, sessions), tables.TYPES[tables.XLSX]),
}
