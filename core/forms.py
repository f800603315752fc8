"""What every form shares: a key of its own, and the version of what it changes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from typing import Any, Protocol

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import BooleanField, DateField, FieldList, FormField, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.fields.core import Field
from wtforms.widgets import HiddenInput, TextInput

from core import drafts, repeats
from core.conflicts import Pair, settled
from core.db import db, transaction
from core.errors import NotFound, Refused, Stale
from core.i18n import gettext as _

NOT_TEXT = ("HiddenField", "CSRFTokenField", "SubmitField")


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """Return what a menu or radio buttons offer, from the value sent and the words shown of each."""
    return [SelectChoice(value, label) for value, label in pairs]


def read_day(typed: str) -> date | None:
    """Return the day somebody wrote, as one writes it here (31/12/2026, 31.12.26) or as programs do (2026-12-31)."""
    plain = "/".join(re.split(r"[\s./-]+", typed.strip()))
    for written in ("%d/%m/%Y", "%Y/%m/%d", "%d/%m/%y"):
        with suppress(ValueError):
            return datetime.strptime(plain, written).replace(tzinfo=UTC).date()
    return None


class DayField(DateField):
    """A day, written by its figures alike on every phone: a browser's own field follows the browser's language."""

    widget = TextInput()
    data: Any

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format="%d/%m/%Y", **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed, or say how a day is written."""
        if not valuelist or not valuelist[0].strip():
            return
        self.data = read_day(valuelist[0])
        if self.data is None:
            raise ValueError(_("Write the day by its figures: 31/12/2026."))


class HasVersion(Protocol):
    """A row whose version rises with each change."""

    version: Any


class Form(FlaskForm):
    """A form that has one effect however often it arrives, and that notices when it has grown stale."""

    form_key = HiddenField()
    version = HiddenField()
    keeps_draft = False

    class Meta(FlaskForm.Meta):
        """How what was sent reaches the fields."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return what was sent, each text that was in conflict as its author settled it."""
            sent = super().wrap_formdata(form, formdata)
            return settled(sent) if sent else sent

    def __init__(self, *args: Any, **values: Any) -> None:
        self.draft = None
        if self.keeps_draft and not self.is_submitted() and "formdata" not in values:
            self.draft = drafts.here()
            values |= {"formdata": self.draft.typed()} if self.draft else {}
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
        with self.refusals():
            with transaction():
                yield
                if self.keeps_draft:
                    drafts.drop(request.path)
            self.had_effect = True

    def insist(self, sentence: str, *, code: str) -> None:
        """Refuse with a sentence unless what was sent is a valid answer: for a form too short to be shown again."""
        if not self.validate_on_submit():
            raise Refused(sentence, code=code)

    def keep_typed(self) -> None:
        """Keep what was sent as a draft on the server, though it cannot have its effect yet."""
        if self.keeps_draft:
            drafts.write_here()

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Try what is inside as a part of the effect: refused, it leaves no trace and the rest of the effect stays."""
        with self.refusals(), db.session.begin_nested():
            yield

    @contextmanager
    def refusals(self) -> Iterator[None]:
        """Show in the form what refuses inside; alone, for what refuses before it changes anything."""
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

    def faults(self) -> list[tuple[str, str, str]]:
        """Return what is wrong, field by field: its label, where it stands in the page, and the sentence."""
        found = [
            (label, anchor_of(field), " ".join(map(str, field.errors)))
            for label, field in leaves(self)
            if field.errors and not isinstance(field.widget, HiddenInput)
        ]
        lists = [field for field in self if isinstance(field, FieldList) and len(field)]
        return found + [
            (field.label.text, anchor_of(next(leaves(field.entries))[1]), sentence)
            for field in lists
            for sentence in field.errors
            if isinstance(sentence, str)
        ]

    def blame(self, name: str, sentence: str) -> None:
        """Say in the form what is wrong with one of its fields, though nothing refuses it yet."""
        field = self[name]
        field.errors = [*field.errors, sentence]

    def answers(self) -> dict[str, object]:
        """Return what the form says, field by field, those of enclosed forms too."""
        return {field.name: field.data for _label, field in leaves(self)}

    def refuse_if_stale(self, row: HasVersion, present: Mapping[str, object]) -> None:
        """Raise Stale with both texts when somebody saved this row since the form was opened.

        `present` holds, by field name, what is saved now: the `answers()` of the form as it would be opened now.
        """
        if not self.version.data or str(row.version) == self.version.data:
            return
        pairs = [
            pair_of(label, field, present[field.name])
            for label, field in leaves(self)
            if field.name in present and _tidy(field.data) != _tidy(present[field.name])
        ]
        raise Stale(
            _("Somebody saved this meanwhile. Both texts are below; nothing is lost."), pairs=pairs, version=row.version
        )


class EmptyForm(Form):
    """A button alone, which carries the keys of every form."""


def pair_of(label: str, field: Field, saved: object) -> Pair:
    """Return what was typed in a field beside what is saved of it."""
    return Pair(
        name=field.name,
        label=label,
        typed=_sent(field.data),
        saved=_sent(saved),
        typed_words=words_of(field, field.data),
        saved_words=words_of(field, saved),
        is_text=not isinstance(field, BooleanField | SelectField),
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


def anchor_of(field: Field) -> str:
    """Return the id of the control to which an error leads: of a choice, its first."""
    is_group = isinstance(field, RadioField)
    return f"{field.id}-0" if is_group else str(field.id)


def words_of(field: Field, said: object) -> str:
    """Return an answer to a field as one reads it: a text as it is, a choice by its words."""
    if isinstance(field, BooleanField):
        return _("Yes") if said else _("No")
    if isinstance(field, SelectField):  # radio buttons too
        return next((str(choice.label) for choice in field.iter_choices() if choice.value == str(said)), "")
    return str(said or "")


def _sent(said: object) -> str:
    return "y" if said is True else str(said or "")


def _tidy(said: object) -> str:
    return " ".join(_sent(said).split())
