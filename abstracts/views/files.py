"""The files of an abstract, for those who wrote it, who read it and who decide; for anybody else there is none."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from abstracts.models import Abstract, AbstractState
from abstracts.permissions import Can
from abstracts.queries.abstracts import find_abstract
from abstracts.queries.reviews import is_reader
from abstracts.queries.versions import find_file
from abstracts.views.submit import may_open
from conference.views.shell import edition_here
from core.access import may, public
from core.errors import NotFound
from core.files import as_attachment
from people.recognition import current_person

blueprint = Blueprint("files", __name__, url_prefix="/e/<edition>/abstracts")


@blueprint.get("/<code>/files/<int:number>")
@public
def show(edition: str, code: str, number: int) -> ResponseReturnValue:
    """Give a file of an abstract, to be saved under the name we gave it."""
    abstract = find_abstract(edition_here(edition), code)
    found = next((each for each in abstract.files if each.number == number), None)
    if found is None or not may_see(abstract):
        raise NotFound
    return as_attachment(found.file, found.name)


@blueprint.get("/<code>/versions/<int:version>/files/<int:number>")
@public
def of_version(edition: str, code: str, version: int, number: int) -> ResponseReturnValue:
    """Give a file as it was sent with a version, to those who see the versions of an abstract."""
    abstract = find_abstract(edition_here(edition), code)
    found = find_file(abstract, version, number)
    if found is None or not may_see_versions(abstract):
        raise NotFound
    return as_attachment(found.file, found.name)


def may_see(abstract: Abstract) -> bool:
    """Tell whether whoever asks wrote an abstract, reads it for the committee, or sees all that was sent."""
    reads = abstract.state is not AbstractState.DRAFT and may(Can.REVIEW) and is_reader(abstract, current_person())
    return reads or may_see_versions(abstract)


def may_see_versions(abstract: Abstract) -> bool:
    """Tell whether whoever asks wrote an abstract, or sees all that was sent."""
    return may_open(abstract) or (abstract.state is not AbstractState.DRAFT and may(Can.SEE_ALL))
