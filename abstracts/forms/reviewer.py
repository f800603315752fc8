"""What reviewers fill in."""

from collections.abc import Iterable

from wtforms import HiddenField, IntegerField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from abstracts.models import Criterion
from abstracts.words import BLINDNESS, OUTCOMES, TIES
from core.forms import Form, options
from core.i18n import gettext as _
from core.i18n import lazy_gettext as _l


class ReviewForm(Form):
    """The grid, a proposal, a comment to the authors and a note to the committee."""

    keeps_draft = True
    proposal = RadioField(_l("What do you propose?"), [InputRequired()], choices=options(OUTCOMES.items()))
    comment = TextAreaField(_l("Comment to the authors"), [Optional(), Length(max=5000)])
    note = TextAreaField(_l("Note to the committee, which the authors will not see"), [Optional(), Length(max=5000)])


def review_form(grid: Iterable[Criterion], language: str) -> type[ReviewForm]:
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


class ConflictForm(Form):
    """Why a reviewer must not judge an abstract."""

    reason = StringField(_l("What binds you to this work, or why you recognise it"), [InputRequired(), Length(max=400)])


class RemarkForm(Form):
    """What a reviewer says to the others."""

    text = TextAreaField(_l("Your remark"), [InputRequired(), Length(max=3000)])


class ProfileForm(Form):
    """In which specialties somebody reads, and how much at most."""

    specialties = SelectMultipleField(
        _l("Specialties"), coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    most_readings = IntegerField(_l("Readings at most"), [Optional(), NumberRange(0, 999)])


class TieForm(Form):
    """Whose work one must not judge."""

    given_names = StringField(_l("First names"), [InputRequired(), Length(max=120)])
    family_name = StringField(_l("Surname"), [InputRequired(), Length(max=120)])
    kind = RadioField(_l("What binds you"), [InputRequired()], choices=options(TIES.items()))


class ArrangeForm(Form):
    """How a call is read."""

    blindness = RadioField(_l("Who is hidden from whom"), [InputRequired()], choices=options(BLINDNESS.items()))
    readers = IntegerField(_l("Readers of each abstract"), [InputRequired(), NumberRange(1, 6)])
    most_readings = IntegerField(
        _l("Readings of one reviewer at most, unless they say otherwise"), [Optional(), NumberRange(0, 999)]
    )


class GiveForm(Form):
    """The proposal that was looked at, and is to be given out as it is."""

    fingerprint = HiddenField()
    seed = HiddenField()
    open = HiddenField()


class RulingForm(Form):
    """What the chair says of a conflict."""

    code = StringField(validators=[InputRequired()])
    reviewer = StringField(validators=[InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=400)])


class TakeBackForm(Form):
    """Why a reading is taken from a reviewer."""

    code = StringField(validators=[InputRequired()])
    reason = StringField(_l("Reason"), [InputRequired(), Length(max=400)])
