"""Publishing: numbered versions, complete in themselves, that nothing changes afterwards."""

from copy import deepcopy

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference.models import PresentationKind, Release, SessionDuty
from conference.queries.contents import content_of
from conference.queries.programme import latest_release
from conference.queries.published import EMPTY, guid_of
from conference.services.numbering import number_changes
from conference.services.presentations import withdraw
from conference.services.releases import publish
from conference.services.timetable import place, unplace
from core import clock
from core.audit import SYSTEM
from core.db import db, transaction
from core.errors import Refused
from tests.factories.base import afresh
from tests.factories.conference import (
    EditionFactory,
    PresentationFactory,
    RoomFactory,
    SessionFactory,
    SessionRoleFactory,
    friday,
    saturday,
)
from tests.factories.people import PersonFactory, SpecialtyFactory, UserFactory

SQLITE_ONLY = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def sessions(edition):
    """Two sessions in one room, the first with two talks."""
    room = RoomFactory(edition=edition, name="Salle Niono", capacity=90)
    first, second = (
        SessionFactory(edition=edition, room=room, title=title, starts_at=begins)
        for title, begins in [("Urologie", friday(8, 30)), ("Pédiatrie", saturday(9))]
    )
    for code in ("CO-001", "CO-002"):
        PresentationFactory(session=first, code=code)
    return first, second


def published(edition, **options):
    """Publish an edition's programme as it stands."""
    with transaction():
        return publish(edition, by=options.get("by", SYSTEM))


def sequences(release):
    """Return the number of the version that last changed each session and each talk."""
    sessions = {session["title"]: session["sequence"] for session in release.content["sessions"]}
    return sessions | {
        talk["code"]: talk["sequence"] for session in release.content["sessions"] for talk in session["talks"]
    }


def test_a_release_holds_the_whole_programme_with_times(edition):
    room = RoomFactory(edition=edition, name="Salle Niono", capacity=90)
    session = SessionFactory(edition=edition, room=room, title="Urologie", starts_at=friday(8, 30))
    chair = PersonFactory(title="Pr", given_names="Fatoumata", family_name="Koné")
    SessionRoleFactory(session=session, person=chair)
    rapporteur = SessionRoleFactory(session=session, duty=SessionDuty.RAPPORTEUR).person
    essa = PersonFactory(given_names="Ɛssa", family_name="N’Diaye dit Ŋolo")
    bakary = PersonFactory(given_names="Bakary", family_name="Traoré")
    urology = SpecialtyFactory(code="UROL", name_fr="Urologie", name_en="Urology")
    PresentationFactory(session=session, code="CO-007", title="Lithiase", specialty=urology, theme="Reins")
    PresentationFactory(
        session=session, code="FL-001", kind=PresentationKind.FLASH, title="Flash", presenter=essa, others=[bakary]
    )
    first = session.presentations[0].presenter
    session.presentations[0].authors[0].affiliation = "CHU Gabriel Touré"
    db.session.commit()

    release = published(edition)

    assert release.content == {
        "rooms": [{"id": room.id, "name": "Salle Niono", "capacity": 90, "equipment": []}],
        "sessions": [
            {
                "id": session.id,
                "kind": "free_papers",
                "title": "Urologie",
                "room": room.id,
                "starts": "2024-06-28T08:30:00+00:00",
                "ends": "2024-06-28T09:30:00+00:00",
                "seats": None,
                "needs": [],
                "chairs": ["Pr Fatoumata Koné"],
                "roles": [
                    {"duty": "chair", "person": chair.id},
                    {"duty": "rapporteur", "person": rapporteur.id},
                ],
                "talks": [
                    {
                        "code": "CO-007",
                        "kind": "oral",
                        "title": "Lithiase",
                        "at": "2024-06-28T08:30:00+00:00",
                        "minutes": 10,
                        "specialty": "UROL",
                        "theme": "Reins",
                        "board": None,
                        "poster": "",
                        "authors": [first.short_name],
                        "people": [first.id],
                        "affiliations": ["CHU Gabriel Touré"],
                        "presenter": 0,
                        "sequence": 1,
                    },
                    {
                        "code": "FL-001",
                        "kind": "flash",
                        "title": "Flash",
                        "at": "2024-06-28T08:40:00+00:00",
                        "minutes": 10,
                        "specialty": "",
                        "theme": "",
                        "board": None,
                        "poster": "",
                        "authors": ["Ɛ. N’Diaye dit Ŋolo", "B. Traoré"],
                        "people": [essa.id, bakary.id],
                        "affiliations": ["", ""],
                        "presenter": 0,
                        "sequence": 1,
                    },
                ],
                "sequence": 1,
            }
        ],
        "people": {str(each.id): each.name for each in (chair, rapporteur, essa, bakary, first)},
        "specialties": {"UROL": {"fr": "Urologie", "en": "Urology"}},
        "dropped": [],
    }


def test_releases_are_numbered_within_their_edition_and_say_when_and_by_whom(edition, sessions):
    other = EditionFactory()
    secretary = UserFactory(person__given_names="Salif", person__family_name="Keïta")

    with clock.stopped(friday(7)):
        published(edition)
        with transaction():
            sessions[0].title = "Urologie et andrologie"
        published(edition, by=secretary)
        published(other)

    releases = db.session.scalars(select(Release).order_by(Release.id))
    assert [(each.edition_id, each.number, each.published_at, each.published_by) for each in releases] == [
        (edition.id, 1, friday(7), "Balanzan"),
        (edition.id, 2, friday(7), "Salif Keïta"),
        (other.id, 1, friday(7), "Balanzan"),
    ]
    assert latest_release(edition).number == 2
    assert latest_release(EditionFactory()) is None


def test_what_was_published_does_not_change_when_the_programme_does(edition, sessions):
    release = published(edition)
    before = deepcopy(release.content)

    with transaction():
        sessions[0].title, sessions[0].room.name = "Autre titre", "Autre salle"
        withdraw(sessions[0].presentations[0], by=SYSTEM)
    published(edition)

    assert afresh(release).content == before


@SQLITE_ONLY
def test_publishing_what_has_not_changed_is_refused(edition, sessions):
    published(edition)
    with transaction():
        sessions[0].title = "Urologie"

    with pytest.raises(Refused) as refusal:
        published(edition)

    assert (refusal.value.code, str(refusal.value)) == ("nothing-changed", "Nothing has changed since version 1.")
    assert len(db.session.scalars(select(Release)).all()) == 1


def test_what_its_authors_have_not_been_told_is_not_published(edition, sessions):
    with transaction():
        sessions[0].presentations[1].is_silent = True

    with pytest.raises(Refused, match="CO-002") as refused, transaction():
        publish(edition, by=SYSTEM)

    assert refused.value.code == "not-announced"
    assert latest_release(edition) is None


def test_the_sequence_rises_for_what_changed_and_for_nothing_else(edition, sessions):
    first, second = sessions
    told = [sequences(published(edition))]

    with transaction():
        second.starts_at, second.ends_at = saturday(10), saturday(11)
    told.append(sequences(published(edition)))
    PresentationFactory(session=second, code="CO-003")
    told.append(sequences(published(edition)))
    with transaction():
        next(talk for talk in first.presentations if talk.code == "CO-002").title = "Titre corrigé"
    told.append(sequences(published(edition)))

    assert told == [
        {"Urologie": 1, "Pédiatrie": 1, "CO-001": 1, "CO-002": 1},
        {"Urologie": 1, "Pédiatrie": 2, "CO-001": 1, "CO-002": 1},
        {"Urologie": 1, "Pédiatrie": 3, "CO-001": 1, "CO-002": 1, "CO-003": 3},
        {"Urologie": 4, "Pédiatrie": 3, "CO-001": 1, "CO-002": 4, "CO-003": 3},
    ]


def test_what_an_older_version_did_not_say_is_no_change(edition, sessions):
    known = {"id", "kind", "title", "room", "starts", "ends", "chairs", "talks", "sequence"}
    talk_known = {"code", "kind", "title", "at", "minutes", "specialty", "authors", "presenter", "sequence"}
    content = content_of(edition)
    number_changes(content, EMPTY, 1)
    for session in content["sessions"]:
        session["talks"] = [{key: talk[key] for key in talk_known} for talk in session["talks"]]
    old = {"rooms": content["rooms"], "sessions": [{k: each[k] for k in known} for each in content["sessions"]]}
    with transaction() as session:
        session.add(
            Release(edition=edition, number=1, published_at=friday(7), published_by="", content=old, digest="of old")
        )
        sessions[1].title = "Pédiatrie et néonatologie"

    assert sequences(published(edition)) == {
        "Urologie": 1, "Pédiatrie et néonatologie": 2, "CO-001": 1, "CO-002": 1,
    }  # fmt: skip


def test_what_is_dropped_is_remembered_until_it_comes_back(edition, sessions):
    first, _second = sessions
    talk = first.presentations[1]
    dropped = [published(edition).content["dropped"]]
    with transaction():
        unplace(talk, by=SYSTEM)
    dropped.append(published(edition).content["dropped"])
    with transaction():
        place(talk, first, by=SYSTEM)
    dropped.append(published(edition).content["dropped"])

    assert [[each["code"] for each in told] for told in dropped] == [[], ["CO-002"], []]
    assert dropped[1][0] == {
        "id": first.id,
        "code": "CO-002",
        "title": talk.title,
        "people": [talk.presenter.id],
        "starts": "2024-06-28T08:40:00+00:00",
        "ends": "2024-06-28T08:50:00+00:00",
        "room": "Salle Niono",
        "sequence": 2,
    }


def test_the_number_by_which_others_know_a_presentation_stays_the_same_and_says_nothing(edition, sessions):
    assert guid_of(edition, "CO-001") == guid_of(edition, "CO-001") != guid_of(EditionFactory(), "CO-001")


def test_the_database_keeps_one_release_of_each_number(edition, sessions):
    release = published(edition)

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            Release(edition=edition, number=1, published_at=friday(7), published_by="", content={}, digest="other")
        )

    assert db.session.scalars(select(Release)).all() == [release]
