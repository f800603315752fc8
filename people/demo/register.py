"""A small register of the demonstration's regional council: invented, like the people in it."""

import csv
import io
from collections.abc import Iterator
from random import Random

from sqlalchemy import select

from core.audit import SYSTEM
from core.db import db
from core.demo import Scene
from core.states import move
from people.demo.names import STRUCTURES, invent_people
from people.models import Council, CouncilRecord, FileKind, Person, RegisterState
from people.services import register, register_writing
from people.services.register_writing import Scales
from people.states import ImportState

COUNCIL, SEED = "segou", 2017030
HEADER = (
    "N° d’inscription",
    "Nom",
    "Prénoms",
    "Section",
    "Spécialité",
    "Lieu d’exercice",
    "Téléphone",
    "Liste de réserve",
)
PHYSICIANS = ("Médecin", "Chef", "Cheffe", "Professeur")
ELSEWHERE, LEFT = 60, 4  # members whom nobody met at an event; members whom the second file no longer names
FIRST, STEP = 1100, 3
Row = tuple[str, ...]


def build(scene: Scene) -> None:
    """Bring in last year's register and this year's, and say by hand who is of a foreign Order or no physician."""
    council = scene.things["councils"][COUNCIL]
    db.session.flush()
    members = [*known_members(council), *unknown_members(Random(SEED))]
    numbered = [
        (f"{FIRST + STEP * place}/D", *member) if member[-1] != "oui" else ("", *member)
        for place, member in enumerate(members)
    ]
    bring_in(council, numbered, "tableau-annee-derniere.csv")
    moved = [
        (*member[:5], "Hôpital Nianankoro Fomba de Ségou", *member[6:]) if place % 41 == 7 else member
        for place, member in enumerate(numbered)
    ]
    bring_in(council, [*moved[LEFT:], *spoilt(numbered)], "tableau-de-l-ordre.csv")
    for record in said_by_hand(council):
        is_foreign = (record.person.structure.city if record.person.structure else "") in ("Dakar", "Guédiawaye")
        register.say(record, RegisterState.FOREIGN if is_foreign else RegisterState.NOT_A_PHYSICIAN, by=SYSTEM)


def known_members(council: Council) -> Iterator[Row]:
    """Give two of three physicians whom the council knows, as its register lists them; now and then spelt otherwise."""
    known = select(Person).join(CouncilRecord).where(CouncilRecord.council_id == council.id).order_by(Person.id)
    physicians = [person for person in db.session.scalars(known) if person.function.startswith(PHYSICIANS)]
    for place, person in enumerate(physicians):
        is_young = "DES" in person.function
        if place % 3 == 2 or (is_young and place % 2):
            continue
        has_phone = place % 17 != 4
        yield (
            person.family_name.upper(),
            person.given_names,
            "A" if place % 3 else "B",
            person.specialty.name_fr if person.specialty else "Médecine générale",
            person.structure.name if person.structure and has_phone else "",
            person.phone if has_phone else "",
            "oui" if is_young else "non",
        )


def unknown_members(rng: Random) -> Iterator[Row]:
    """Give members whom nobody has met at an event."""
    for place, who in enumerate(invent_people(rng, ELSEWHERE)):
        structure = rng.choice([known for known in STRUCTURES if known.kind == "CSRéf"])
        phone = f"+22300{900_000 + place:06d}"
        yield (who.family_name.upper(), who.given_names, "B", "Médecine générale", structure.name, phone, "non")


def spoilt(members: list[Row]) -> list[Row]:
    """Return lines as they are found in real files: without number, without name, twice, half filled in."""
    return [
        ("", "TRAORÉ", "Bakary", "A", "Pédiatrie", "", "", "non"),
        ("9001/D", "", "", "A", "Cardiologie", "Hôpital du Mali", "", "non"),
        (members[20][0], "KONATÉ", "Sira", "B", "Médecine générale", "", "", "non"),
        ("en cours", "DICKO", "Halimatou", "B", "Médecine générale", "", "", "non"),
        ("9003/D", "GUINDO", "Amadou", "B", "Médecine générale", "", "76 00", "non"),
    ]


def bring_in(council: Council, rows: list[Row], name: str) -> None:
    """Bring in a file as the council's people do, in the present transaction."""
    sheet = io.StringIO()
    csv.writer(sheet, delimiter=";").writerows([HEADER, *rows])
    found = register.receive(council, sheet.getvalue().encode("utf-8-sig"), name, by=SYSTEM)
    move(found, ImportState.CHECKING)
    table = register.table_of(found)
    scales, reader = Scales(council.id), register.reader_of(found)
    weighed = [scales.weigh(reading) for reading in reader.read(table.lines[1:])]
    register_writing.note_lines(found.id, weighed)
    gone = register_writing.gone_after(scales, weighed, FileKind.WHOLE)
    register_writing.finish_check(found, register_writing.counted(weighed), {"gone": gone}, scales.after)
    move(found, ImportState.WRITING)
    good = [each for each in weighed if each.reading.member is not None]
    register_writing.write(found, good, scales.after, by=SYSTEM)
    db.session.flush()


def said_by_hand(council: Council) -> list[CouncilRecord]:
    """Return some of whom no file says anything: of another country's Order, or not physicians."""
    unknown = CouncilRecord.state == RegisterState.UNKNOWN
    known = select(CouncilRecord).join(CouncilRecord.person).where(CouncilRecord.council_id == council.id, unknown)
    records = list(db.session.scalars(known.where(Person.synthetic).order_by(CouncilRecord.id)))
    cities = [
        record
        for record in records
        if record.person.structure and record.person.structure.city in ("Dakar", "Guédiawaye")
    ]
    others = [
        record for record in records if record.person.function.startswith(("Infirmier", "Sage-femme", "Pharmacien"))
    ]
    return [
        *[record for record in cities if record not in others][:9],
        *[each for each in others if each not in cities][:22],
    ]
