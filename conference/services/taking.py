"""Taking a programme from elsewhere into an edition, part by part: rooms, people, sessions, presentations."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import select, text

from conference.foreign.names import Name, parted
from conference.foreign.shapes import Block, Programme, Talk
from conference.models import (
    Edition,
    ImportedItem,
    ParticipationRole,
    Presentation,
    PresentationAuthor,
    PresentationState,
    Room,
    Session,
    SessionRole,
)
from conference.models.programme import CODE_LETTERS
from conference.queries.programme import rooms_of
from conference.services.presentations import take_part
from core import audit, clock
from core.audit import Actor
from core.db import db, next_number
from core.i18n import gettext as _
from core.i18n import ngettext
from core.search import fold
from people.models import Person, Specialty
from people.services.records import join_all

MOST_SAID = 60  # sentences of one sort in a report


@dataclass
class Report:
    """What became of a file: how much is new, what changed, what stays, and what was lost, in words."""

    sessions: int = 0
    presentations: int = 0
    people: int = 0
    unchanged: int = 0
    rooms: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def has_effect(self) -> bool:
        """Tell whether taking the file changes anything."""
        return bool(self.sessions or self.presentations or self.changed)

    def kept(self) -> dict[str, Any]:
        """Return this as plain values, not endless."""
        told = asdict(self)
        return {key: value[:MOST_SAID] if isinstance(value, list) else value for key, value in told.items()}


class Taking:
    """One file being taken, with all of the edition that it may meet."""

    def __init__(self, edition: Edition, programme: Programme, by: Actor) -> None:
        self.edition, self.programme, self.by, self.report = edition, programme, by, Report()
        self.rooms = {fold(room.name): room for room in rooms_of(edition)}
        items = db.session.scalars(select(ImportedItem).filter_by(edition_id=edition.id))
        self.items = {item.key: item for item in items}
        talks = db.session.scalars(select(Presentation).filter_by(edition_id=edition.id)).unique()
        self.by_code = {talk.code: talk for talk in talks}
        self.by_id = {talk.id: talk for talk in self.by_code.values()}
        self.boards = {talk.board for talk in self.by_code.values() if talk.board}
        self.tracks = dict(_named(db.session.scalars(select(Specialty))))
        self.people: dict[str, Person] = {}
        self.met: set[str] = set()

    def taken(self) -> Report:
        """Take every session of the file, and say what became of it."""
        fresh = [block for block in self.programme.blocks if not self._is_known(block)]
        self.report.unchanged = len(self.programme.blocks) - len(fresh)
        self._meet(fresh)
        for block in fresh:
            self._take_block(block)
        self._say_lost(fresh)
        db.session.flush()
        return self.report

    def _is_known(self, block: Block) -> bool:
        self.met |= {block.key, *(f"talk {talk.key}" for talk in block.talks)}
        item = self.items.get(block.key)
        return item is not None and item.fingerprint == block.print

    def _meet(self, blocks: Iterable[Block]) -> None:
        """Recognise or enter everybody the new parts of the file name: one name in one file is one person.

        Whoever is on the programme already is known by their name. In the council's books a name alone is not enough:
        people who look alike are proposed to the secretariat, and never put together here.
        """
        names = dict.fromkeys(author.name for block in blocks for talk in block.talks for author in talk.authors)
        names |= dict.fromkeys(name for block in blocks for _duty, name in block.duties)
        known = {Name(person.given_names, person.surname).key: person for person in reversed(list(self._listed()))}
        new = []
        for written in names:
            name = parted(written)
            if name.key not in known:
                known[name.key] = _person(name)
                new.append(known[name.key])
            self.people[written] = known[name.key]
        db.session.add_all(new)
        audit.log_new(new, "introduced", by=self.by)
        self.report.people = len(new)
        join_all(self.people.values(), self.edition.council, by=self.by)
        db.session.flush()

    def _listed(self) -> Iterator[Person]:
        """Yield who is on the programme already."""
        yield from dict.fromkeys(author.person for talk in self.by_code.values() for author in talk.authors)
        roles = select(SessionRole).join(Session).where(Session.edition_id == self.edition.id)
        yield from dict.fromkeys(role.person for role in db.session.scalars(roles).unique())

    # ── Sessions ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _take_block(self, block: Block) -> None:
        item = self.items.get(block.key)
        session = db.session.get(Session, item.session_id) if item and item.session_id else None
        if session is None:
            session = Session(edition=self.edition)
            self.report.sessions += 1
        elif item is not None:
            self.report.changed.append(_("Session “%(title)s”", title=block.title))
        session.kind, session.title, session.room = block.kind, block.title, self._room(block.room)
        session.starts_at, session.ends_at, session.seats = block.starts, block.ends, block.seats
        db.session.add(session)
        db.session.flush()
        self._serve(session, block)
        for place, talk in enumerate(block.talks, start=1):
            self._take_talk(talk, session, place)
        self._remember(block.key, block.print, session_id=session.id)

    def _serve(self, session: Session, block: Block) -> None:
        """Have those serve whom the file names; whoever was named before and is not any more serves no longer."""
        wanted = dict.fromkeys((self.people[name].id, duty) for duty, name in block.duties)
        for role in session.roles:
            if (role.person_id, role.duty) not in wanted and block.duties:
                db.session.delete(role)
            wanted.pop((role.person_id, role.duty), None)
        for number, duty in wanted:
            db.session.add(SessionRole(session=session, person_id=number, duty=duty))

    def _room(self, name: str) -> Room | None:
        if not name:
            return None
        if fold(name) not in self.rooms:
            position = max((room.position for room in self.rooms.values()), default=0) + 1
            capacity = max(0, min(self.programme.rooms.get(name, 0), 100_000))
            room = Room(edition_id=self.edition.id, name=name, capacity=capacity, position=position)
            db.session.add(room)
            self.rooms[fold(name)] = room
            self.report.rooms.append(name)
        return self.rooms[fold(name)]

    # ── Presentations ───────────────────────────────────────────────────────────────────────────────────────────────

    def _take_talk(self, talk: Talk, session: Session, place: int) -> None:
        key = f"talk {talk.key}"
        found = self._known(key, talk)
        if found is None:
            found = Presentation(edition=self.edition, kind=talk.kind, code=self._code(talk), title=talk.title)
            self.by_code[found.code] = found
            self.report.presentations += 1
            self._sign(found, talk)
        elif found.delivery is not None or found.state is PresentationState.WITHDRAWN:
            self.report.lost.append(_("%(code)s was withdrawn or delivered here: left as it is.", code=found.code))
            return
        specialty = self.tracks.get(fold(talk.track)) if talk.track else None
        found.title, found.minutes = talk.title, talk.minutes
        found.specialty = specialty or found.specialty
        found.theme = talk.theme or ("" if specialty else talk.track) or found.theme
        if talk.board and (talk.board == found.board or talk.board not in self.boards):
            found.board = talk.board
            self.boards.add(talk.board)
        found.session, found.position, found.state = session, place, PresentationState.PROGRAMMED
        db.session.add(found)
        db.session.flush()
        self._remember(key, "", presentation_id=found.id)

    def _known(self, key: str, talk: Talk) -> Presentation | None:
        """Return the presentation that a talk of the file is: by its name there, or by code and title here."""
        item = self.items.get(key)
        if item is not None and item.presentation_id in self.by_id:
            return self.by_id[item.presentation_id]
        here = self.by_code.get(talk.code)
        return here if here is not None and fold(here.title) == fold(talk.title) else None

    def _code(self, talk: Talk) -> str:
        """Return a free code: the file's own when it is one of ours, else the next."""
        letters = CODE_LETTERS[talk.kind]
        name, digits = f"{self.edition.slug}/{letters}", talk.code.removeprefix(f"{letters}-")
        if digits != talk.code and digits.isdecimal() and len(digits) <= 4 and talk.code not in self.by_code:
            _raise_number(name, int(digits))
            return talk.code
        while (code := f"{letters}-{next_number(name):03d}") in self.by_code:
            continue
        return code

    def _sign(self, found: Presentation, talk: Talk) -> None:
        """Write the authors of a new presentation; whoever presents takes part from now on."""
        named = {self.people[author.name]: author for author in reversed(talk.authors)}
        in_order = dict.fromkeys(self.people[author.name] for author in talk.authors)
        presents = next((person for person in in_order if named[person].presents), next(iter(in_order), None))
        found.authors = [
            PresentationAuthor(
                person=person, position=place, is_presenter=person is presents, affiliation=named[person].affiliation
            )
            for place, person in enumerate(in_order, start=1)
        ]
        if presents is not None:
            take_part(self.edition, presents, ParticipationRole.PRESENTER, by=self.by)
        audit.log(found, "created", by=self.by, code=found.code, title=found.title)

    def _remember(self, key: str, fingerprint: str, **known: int) -> None:
        item = self.items.get(key)
        if item is None:
            item = self.items[key] = ImportedItem(edition_id=self.edition.id, key=key)
            db.session.add(item)
        item.fingerprint = fingerprint
        for name, number in known.items():
            setattr(item, name, number)

    # ── What was lost ───────────────────────────────────────────────────────────────────────────────────────────────

    def _say_lost(self, fresh: list[Block]) -> None:
        days = set(self.edition.days)
        outside = [block for block in fresh if clock.at_place(block.starts, self.edition.time_zone).date() not in days]
        if outside:
            self.report.lost.append(
                ngettext(
                    "%(num)d session lies outside the days of the edition: it shows in the whole programme alone.",
                    "%(num)d sessions lie outside the days of the edition: they show in the whole programme alone.",
                    len(outside),
                )
            )
        unknown = {talk.track for block in fresh for talk in block.talks if talk.track}
        for track in sorted(track for track in unknown if fold(track) not in self.tracks):
            self.report.lost.append(_("“%(track)s” is none of our specialties: kept as a theme.", track=track))
        self.report.lost += self.programme.faults
        gone = [item for key, item in self.items.items() if key not in self.met and item.session_id]
        for item in gone:
            if (session := db.session.get(Session, item.session_id)) is not None:
                self.report.gone.append(session.title)


def _person(name: Name) -> Person:
    sex = "F" if name.is_woman else ""
    return Person(title=name.title, given_names=name.given, family_name=name.family, known_as=name.nickname, sex=sex)


def _named(specialties: Iterable[Specialty]) -> Iterator[tuple[str, Specialty]]:
    for each in specialties:
        for name in (each.code, each.name_fr, each.name_en):
            yield fold(name), each


def _raise_number(name: str, least: int) -> None:
    """See to it that the next number given out is larger than one that came from elsewhere."""
    statement = text(
        "INSERT INTO counter (name, value) VALUES (:name, :least) ON CONFLICT (name)"
        " DO UPDATE SET value = CASE WHEN counter.value < :least THEN :least ELSE counter.value END"
    )
    db.session.execute(statement, {"name": name, "least": least})
