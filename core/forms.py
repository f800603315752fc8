"""What every form shares: a key of its own, and the version of what it changes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import BooleanField, FieldList, FormField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.widgets import HiddenInput

from core import repeats
from core.db import db, transaction
from core.errors import NotFound, Refused, Stale
from core.i18n import gettext as _

NOT_TEXT = ("HiddenField", "CSRFTokenField", "SubmitField")


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return what a menu or radio buttons offer, from the value sent and the words shown of each."""
    return [SelectChoice(value, label) for value, label in pairs]


class HasVersion(Protocol):
    """A row whose version rises with each change."""

    version: Any


class Form(FlaskForm):
    """A form that has one effect however often it arrives, and that notices when it has grown stale."""

    form_key = HiddenField()
    version = HiddenField()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.had_effect = False
        self.form_key.data = self.form_key.data or repeats.new_key()

    def hidden_tag(self) -> Markup:
        """Return the hidden fields without ids: several forms may stand on one page."""
        hidden = (field for field in self if isinstance(field.widget, HiddenInput))
        return Markup("").join(field(id=False) for field in hidden)

    @contextmanager
    def effect(self) -> Iterator[None]:
        """Make what is inside happen together; a refusal is shown in the form, with everything typed still in it."""
        with self._refusals():
            with transaction():
                yield
            self.had_effect = True

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try what is inside as a part of the effect: refused, it leaves no trace and the rest of the effect stays."""
        with self._refusals(), db.session.begin_nested():
            yield

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (NotFound, Stale):
            raise
        except Refused as refusal:
            self.form_errors.append(refusal.message)

    @property
    def status(self) -> int:
        """Return the status of the page that shows this form again."""
        return Refused.status if self.form_errors else 200

    def texts(self) -> dict[str, str]:
        """Return what the form says, field by field, in the words a reader sees."""
        return {field.name: words_of(field) for _label, field in leaves(self)}

    def refuse_if_stale(self, row: HasVersion, present: Mapping[str, object]) -> None:
        """Raise Stale with both texts when somebody saved this row since the form was opened.

        `present` holds, by field name, what is saved now: the `texts()` of the form as it would be opened now.
        """
        if not self.version.data or str(row.version) == self.version.data:
            return
        pairs = [
            (field.name, label, words_of(field), str(present[field.name] or ""))
            for label, field in leaves(self)
            if field.name in present and _tidy(words_of(field)) != _tidy(present[field.name])
        ]
        raise Stale(
            _("Somebody saved this meanwhile. Both texts are below; nothing is lost."), pairs=pairs, version=row.version
        )


def leaves(fields: Iterable[Field], under: str = "") -> Iterator[tuple[str, Field]]:
    """Give each field in which one types or chooses, with its label; those of an enclosed form name it too."""
    for field in fields:
        label = f"{under}{field.label.text}"
        if isinstance(field, FieldList):
            yield from leaves(field.entries)
        elif isinstance(field, FormField):
            yield from leaves(field.form, under=f"{label} · ")
        elif field.type not in NOT_TEXT:
            yield label, field


def words_of(field: Field) -> str:
    """Return what one field says: the text typed, or the words of what was chosen."""
    if isinstance(field, BooleanField):
        return _("Yes") if field.data else _("No")
    if isinstance(field, SelectField):  # radio buttons too
        return next((str(choice.label) for choice in field.iter_choices() if choice.selected), "")
    return str(field.data or "")


def _tidy(text: object) -> str:
    return "\n".join(str(text or "").split())
