"""What calendars need of a version: which version last changed each entry, and what is on the programme no more."""

from datetime import datetime, timedelta
from typing import Any

from conference.queries.published import Told, room_names, sessions_by_id, talks_by_code


def number_changes(content: Told, before: Told, number: int) -> None:
    """Give each session and presentation the number of the version that last changed it: iCal's SEQUENCE."""
    known, known_talks = sessions_by_id(before), talks_by_code(before)
    rooms, rooms_before = room_names(content), room_names(before)
    for session in content["sessions"]:
        for talk in session["talks"]:
            talk["sequence"] = _sequence(talk, known_talks.get(talk["code"]), number)
        earlier = known.get(session["id"])
        is_renamed = earlier is not None and rooms.get(session["room"]) != rooms_before.get(earlier["room"])
        session["sequence"] = number if is_renamed else _sequence(session, earlier, number)


def _sequence(item: Told, earlier: Told | None, number: int) -> int:
    """Return the version that last changed something; what was never published of it before is no change."""
    if earlier is not None and all(_says(item[key], said) for key, said in earlier.items() if key != "sequence"):
        return int(earlier["sequence"])
    return number


def _says(now: Any, before: Any) -> bool:
    """Tell whether a value says what it said; a list of talks does when each of them does."""
    if isinstance(before, list) and any(isinstance(each, dict) and "code" in each for each in before):
        return [_key(talk) for talk in now] == [_key(talk) for talk in before]
    return bool(now == before)


def _key(talk: Told) -> tuple[str, int]:
    return talk["code"], talk["sequence"]


def note_dropped(content: Told, before: Told, number: int) -> None:
    """Keep what is on the programme no more, so that calendars learn of it, until it comes back."""
    sessions, talks = sessions_by_id(content), talks_by_code(content)
    gone = [*before.get("dropped", ()), *_gone(before, number)]
    content["dropped"] = [
        each for each in gone if (each["code"] not in talks if each["code"] else each["id"] not in sessions)
    ]


def _gone(before: Told, number: int) -> list[Told]:
    """Return the entries of a version as those after it remember them."""
    rooms, entries = room_names(before), []
    for session in before.get("sessions", ()):
        there = {"room": rooms.get(session["room"], ""), "sequence": number}
        people = [role["person"] for role in session.get("roles", ())]
        times = {"starts": session["starts"], "ends": session["ends"]}
        entries.append({"id": session["id"], "code": "", "title": session["title"], "people": people, **times, **there})
        for talk in session["talks"]:
            ends = datetime.fromisoformat(talk["at"]) + timedelta(minutes=talk["minutes"])
            times = {"starts": talk["at"], "ends": ends.isoformat()}
            told = {"id": session["id"], "code": talk["code"], "title": talk["title"]}
            entries.append({**told, "people": talk.get("people", []), **times, **there})
    return entries
