"""What every form shares: a key of its own, and the version of what it changes."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.widgets import HiddenInput

from core import repeats
from core.db import transaction
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
        self.form_key.data = self.form_key.data or repeats.new_key()

    def hidden_tag(self) -> Markup:
        """Return the hidden fields without ids: several forms may stand on one page."""
        hidden = (field for field in self if isinstance(field.widget, HiddenInput))
        return Markup("").join(field(id=False) for field in hidden)

    @contextmanager
    def effect(self) -> Iterator[None]:
        """Make what is inside happen together; a refusal is shown in the form, with everything typed still in it."""
        try:
            with transaction():
                yield
        except (NotFound, Stale):
            raise
        except Refused as refusal:
            self.form_errors.append(refusal.message)

    @property
    def had_effect(self) -> bool:
        """Tell whether nothing was refused."""
        return not self.form_errors

    @property
    def status(self) -> int:
        """Return the status of the page that shows this form again."""
        return Refused.status if self.form_errors else 200

    def refuse_if_stale(self, row: HasVersion, present: Mapping[str, object]) -> None:
        """Raise Stale with both texts when somebody saved this row since the form was opened.

        `present` holds, by field name, what is saved now.
        """
        if not self.version.data or str(row.version) == self.version.data:
            return
        pairs = [
            (field.name, field.label.text, str(field.data or ""), str(present[field.name] or ""))
            for field in self
            if _is_text(field) and field.name in present and str(field.data or "") != str(present[field.name] or "")
        ]
        raise Stale(
            _("Somebody saved this meanwhile. Both texts are below; nothing is lost."), pairs=pairs, version=row.version
        )


def _is_text(field: Field) -> bool:
    return field.type not in NOT_TEXT
