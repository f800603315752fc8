"""What programs may read of people: whose token this is, and the people in a council's books."""

from sqlalchemy.orm import joinedload

from core.access import may, requires, signed_in
from core.api import answers, place_in
from core.web import for_programs, paged
from people.models import CouncilRecord, Person, Role, Scope
from people.permissions import Can
from people.queries.people import find_council, people_of
from people.queries.roles import roles_of
from people.recognition import present_token
from people.schemas import InBooks, InRegister, Myself, People, PeopleAsked, RoleThere

blueprint = for_programs("people_api")


@blueprint.get("/me")
@signed_in
@answers
def me() -> Myself:
    """Say whose token this is, what it may read and until when."""
    token = present_token()
    assert token is not None  # noqa: S101 - who is signed in here is so by a token
    held = [
        RoleThere(Role(each.role), each.council.slug, each.edition_id is None, each.last_day)
        for each in roles_of(token.user.person)
    ]
    return Myself(token.user.person.name, token.name, [Scope(each) for each in token.scopes], token.last_day, held)


@blueprint.get("/councils/<council>/people")
@requires(Can.SEE_PEOPLE)
@answers
def people(council: str, asked: PeopleAsked) -> People:
    """List the people in a council's books, or those who answer to what is looked for."""
    whole = joinedload(CouncilRecord.person).joinedload(Person.specialty)
    page = paged(people_of(find_council(council), asked.q).options(whole))
    reads_register = may(Can.SEE_REGISTER)
    return People(**place_in(page, asked), items=[in_books(record, reads_register=reads_register) for record in page])


def in_books(record: CouncilRecord, *, reads_register: bool) -> InBooks:
    """Return what a council's books say of somebody, but for how they are reached."""
    who = record.person
    return InBooks(
        id=who.id,
        name=who.name,
        title=who.title,
        given_names=who.given_names,
        family_name=who.family_name,
        used_name=who.used_name,
        known_as=who.known_as,
        function=who.function,
        structure=who.structure.name if who.structure else "",
        city=who.structure.city if who.structure else "",
        specialty=who.specialty.code if who.specialty else "",
        register=InRegister(record.state, who.order_number, record.section) if reads_register else None,
    )
