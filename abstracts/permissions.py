"""What the pages of the call, the reviewers and the chair ask for, and which roles may do it."""

from collections.abc import Mapping
from enum import StrEnum

from abstracts.models import Abstract
from people.models import Person, Role


class Can(StrEnum):
    """Permissions over the abstracts of an edition."""

    REVIEW = "abstracts.review"
    SEE_ALL = "abstracts.see-all"
    ASSIGN = "abstracts.assign"
    DECIDE = "abstracts.decide"
    SET_UP_CALL = "abstracts.set-up-call"
    EDIT_BOOK = "abstracts.edit-book"


GRANTS: Mapping[Role, frozenset[StrEnum]] = {
    Role.REVIEWER: frozenset({Can.REVIEW}),
    Role.CHAIR: frozenset({Can.SEE_ALL, Can.ASSIGN, Can.DECIDE, Can.SET_UP_CALL, Can.EDIT_BOOK}),
    Role.SECRETARY_GENERAL: frozenset({Can.SEE_ALL, Can.SET_UP_CALL, Can.EDIT_BOOK}),
    Role.PRESIDENT: frozenset({Can.SEE_ALL}),
    Role.SCHEDULER: frozenset({Can.SEE_ALL}),
}


def is_author(person: Person | None, abstract: Abstract) -> bool:
    """Tell whether a person submitted an abstract or is among its authors."""
    if person is None:
        return False
    return person.id == abstract.submitter_id or any(author.person_id == person.id for author in abstract.authors)
