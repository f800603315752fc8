"""What reviewers fill in."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from abstracts.models import Criterion
from abstracts.words import OUTCOMES
from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l


class ReviewForm(Form):
    """The grid, a proposal, a comment to the authors and a note to the committee."""

    keeps_draft = True
    proposal = RadioField(_l("What do you propose?"), [InputRequired()], choices=options(OUTCOMES.items()))
    comment = TextAreaField(_l("Comment to the authors"), [Optional(), Length(max=5000)])
    note = TextAreaField(_l("Note to the committee, which the authors will not see"), [Optional(), Length(max=5000)])


def review_form(grid: list[Criterion], language: str) -> type[ReviewForm]:
    """Return the form of one call's grid: a field for each of its criteria."""
    fields = {
        f"score_{criterion.key}": RadioField(
            _("%(criterion)s, out of %(points)d", criterion=criterion.label(language), points=criterion.points),
            [InputRequired()],
            choices=options((points, str(points)) for points in range(criterion.points + 1)),
            coerce=int,
        )
        for criterion in grid
    }
    return type("GridForm", (ReviewForm,), fields)
