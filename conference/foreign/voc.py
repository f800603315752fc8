"""schedule.xml and schedule.json, as many programs write them and none quite as the schema says."""

from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree.ElementTree import Element

from conference.foreign import times
from conference.foreign.gathering import gather
from conference.foreign.shapes import Author, Block, Event, Keys, Programme, Talk, code_in, line, until
from conference.models import PresentationKind, SessionDuty, SessionKind
from core.i18n import gettext as _

Told = dict[str, Any]


def from_json(told: Told, time_zone: str) -> Programme:
    """Return what a schedule.json says; of one of ours also what the format has no word for."""
    programme = Programme()
    schedule = _dict(told.get("schedule"))
    conference = _dict(schedule.get("conference"))
    for room in _list(conference.get("rooms")):
        capacity = _dict(room).get("capacity")
        programme.rooms[line(_dict(room).get("name"), 120)] = capacity if isinstance(capacity, int) else 0
    if ours := _list(_dict(schedule.get("balanzan")).get("sessions")):
        programme.blocks = [block for each in ours if (block := _ours(_dict(each), programme, time_zone))]
        return programme
    keys = Keys(programme)
    days = (_dict(day) for day in _list(conference.get("days")))
    tracks = {_dict(each).get("slug"): line(_dict(each).get("name")) for each in _list(conference.get("tracks"))}
    gather(_events(_rows(days, _list(schedule.get("events")), tracks), programme, keys, time_zone), programme)
    programme.fault(_("This format says nothing of chairs: none were taken."))
    return programme


def _rows(days: Iterable[Told], flat: list[Any], tracks: dict[Any, str]) -> Iterator[tuple[Told, str, Told]]:
    """Yield the events under their days and rooms, and those that the format's second shape lists flat."""
    for event in map(_dict, flat):
        slug = _dict(event.get("track")).get("slug")
        yield {}, "", {**event, "track": tracks.get(slug, slug) if slug else event.get("track")}
    for day in days:
        for room, events in _dict(day.get("rooms")).items():
            for event in _list(events):
                yield day, str(room), _dict(event)


def from_xml(root: Element, time_zone: str) -> Programme:
    """Return what a schedule.xml says."""
    programme = Programme()
    rows = (
        (dict(day.attrib), room.get("name") or "", _of_element(event))
        for day in root.iter("day") for room in day.iter("room") for event in room.iter("event")
    )  # fmt: skip
    gather(_events(rows, programme, Keys(programme), time_zone), programme)
    programme.fault(_("This format says nothing of chairs: none were taken."))
    return programme


def _of_element(event: Element) -> Told:
    told: Told = {child.tag: child.text for child in event if len(child) == 0}
    people = [{"name": person.text} for person in event.iter("person")]
    return {**told, "id": event.get("id"), "guid": event.get("guid"), "code": event.get("code"), "persons": people}


def _events(
    rows: Iterable[tuple[Told, str, Told]], programme: Programme, keys: Keys, time_zone: str
) -> Iterator[Event]:
    for day, room, told in rows:
        title = line(told.get("title")) or _("Untitled")
        begins = times.moment(day.get("day_start") or day.get("start"), time_zone)
        starts = times.moment(told.get("date"), time_zone) or times.moment(told.get("start"), time_zone)
        if starts is None:
            hour = begins.hour if begins else 0
            starts = times.at(times.day(day.get("date")), told.get("start"), time_zone, day_begins=hour)
        if starts is None:
            programme.fault(_("“%(title)s” has no hour that can be read: left out.", title=title))
            continue
        long = times.length(told.get("duration"))
        ends = until(starts, starts + long if long else times.moment(told.get("end"), time_zone), title, programme)
        place = line(told.get("room"), 120) or line(room, 120)
        slug = line(told.get("slug"))
        key = keys.of(told.get("guid"), told.get("id"), slug, f"{title} {starts} {place}")
        people = told.get("persons") or told.get("participants")
        authors = list(_people(people))
        if not authors and people:
            programme.fault(_("“%(title)s” names nobody that can be read.", title=title))
        yield Event(
            key, title, place, starts, ends, session=line(told.get("subtitle")) if code_in(slug) else "",
            kind=line(told.get("type")), track=line(told.get("track"), 120), code=code_in(slug), authors=authors,
        )  # fmt: skip


def _people(told: Any) -> Iterator[Author]:
    for place, person in enumerate(_list(told)):
        said = _dict(person) or {"name": person}
        name = line(said.get("name") or said.get("public_name") or said.get("full_public_name"), 200)
        if name:
            yield Author(name, line(said.get("affiliation")), presents=place == 0)


# ── Our own, beside what the format knows ───────────────────────────────────────────────────────────────────────────


def _ours(told: Told, programme: Programme, time_zone: str) -> Block | None:
    starts, ends = (times.moment(told.get(name), time_zone) for name in ("starts", "ends"))
    title, kind = line(told.get("title")) or _("Untitled"), line(told.get("kind"))
    if starts is None or kind not in set(SessionKind):
        programme.fault(_("“%(title)s” has no hour that can be read: left out.", title=title))
        return None
    seats = told.get("seats")
    block = Block(
        line(told.get("guid")), SessionKind(kind), title, line(told.get("room"), 120), starts,
        until(starts, ends, title, programme), seats=seats if isinstance(seats, int) else None,
    )  # fmt: skip
    for duty in SessionDuty:
        block.duties += [(duty, name) for each in line(told.get(duty.value)).split(", ") if (name := each.strip())]
    block.talks = [_talk(_dict(each)) for each in _list(told.get("presentations"))]
    return block


def _talk(told: Told) -> Talk:
    kind, minutes, board = line(told.get("kind")), told.get("minutes"), told.get("board")
    authors = [
        Author(line(each.get("name"), 200), line(each.get("affiliation")), presents=each.get("presents") is True)
        for each in map(_dict, _list(told.get("authors")))
    ]
    return Talk(
        key=line(told.get("guid")),
        title=line(told.get("title")) or _("Untitled"),
        kind=PresentationKind(kind) if kind in set(PresentationKind) else PresentationKind.ORAL,
        minutes=max(0, min(minutes, 600)) if isinstance(minutes, int) else 10,
        code=line(told.get("code"), 20),
        track=line(told.get("specialty") or told.get("track"), 120),
        theme=line(told.get("theme"), 120),
        board=board if isinstance(board, int) and board > 0 else None,
        authors=[author for author in authors if author.name],
    )


def _dict(value: Any) -> Told:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
