"""Forms as a browser without JavaScript sees them: what is in their fields, and what may be put there."""

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml.html import HtmlElement
from werkzeug.datastructures import MultiDict

BUTTONS = ("submit", "button", "image", "reset")


def words(text: str) -> str:
    """Return a text on one line, with plain spaces for the no-break ones of French typography."""
    return " ".join(text.split())


def kind(field: HtmlElement) -> str:
    """Return what sort of field it is: `text`, `checkbox`, `select`, `textarea` and so on."""
    return str(field.get("type") or "text").lower() if field.tag == "input" else str(field.tag)


def shown(field: HtmlElement) -> Iterator[str]:
    """Give what a browser would send for a field that nobody touched."""
    if field.tag == "textarea":
        yield (field.text or "").removeprefix("\n")
    elif field.tag == "select":
        options = [option for option in field.iter("option") if option.get("disabled") is None]
        marked = [option for option in options if option.get("selected") is not None]
        if not marked and field.get("multiple") is None:
            marked = options[:1]
        yield from (option_value(option) for option in marked)
    elif kind(field) in ("checkbox", "radio"):
        if field.get("checked") is not None:
            yield field.get("value", "on")
    elif kind(field) != "file":
        yield field.get("value", "")


def choices(field: HtmlElement) -> list[str]:
    """List the values a tick box, a radio button or a menu offers."""
    if field.tag == "select":
        return [option_value(option) for option in field.iter("option") if option.get("disabled") is None]
    return [field.get("value", "on")]


def option_value(option: HtmlElement) -> str:
    """Return what a menu's line sends."""
    return str(option.get("value", words(option.text_content())))


def several(value: Any) -> list[Any]:
    """Return a list as it is, anything else as a list of one."""
    return list(value) if isinstance(value, list) else [value]


class Form:
    """One form: filled in, its button pressed, ready to be sent."""

    def __init__(self, element: HtmlElement, url: str) -> None:
        assert element.tag == "form", f"<{element.tag}> is not a form"
        self.element = element
        self.url = url
        self.pressed: HtmlElement | None = None
        self.values: MultiDict[str, Any] = MultiDict()
        for field in self._fields():
            self.values.setlist(field.get("name"), self.values.getlist(field.get("name")) + list(shown(field)))

    def fill(self, name: str, value: Any) -> None:
        """Put a value in a field; True and False tick boxes, a list chooses several, (bytes, name) is a file."""
        fields = [field for field in self._fields() if field.get("name") == name]
        names = sorted({field.get("name") for field in self._fields()})
        assert fields, f"no field {name!r} in this form of {self.url}; it has {', '.join(names)}"
        kinds = {kind(field) for field in fields}
        assert "hidden" not in kinds, f"the field {name!r} is hidden, nobody can fill it in"
        assert all(field.get("readonly") is None for field in fields), f"the field {name!r} cannot be changed"
        if "file" in kinds:
            self.values.setlist(name, [(io.BytesIO(content), named) for content, named in several(value)])
        elif kinds & {"checkbox", "radio", "select"}:
            self.values.setlist(name, self._choose(name, fields, value))
        else:
            self.values.setlist(name, [str(one) for one in several(value)])

    def _choose(self, name: str, fields: list[HtmlElement], value: Any) -> list[str]:
        offered = [choice for field in fields for choice in choices(field)]
        if value is False:
            return []
        wanted = offered[:1] if value is True else [str(one) for one in several(value)]
        missing = [one for one in wanted if one not in offered]
        assert not missing, f"{name!r} does not offer {missing}, only {offered}"
        return wanted

    def press(self, button: str | None) -> None:
        """Press the button with these words, or the first one as the Enter key does; its own value is sent too."""
        labelled = [(words(one.get("value") or one.text_content() or ""), one) for one in self._buttons()]
        if button is not None:
            wanted = [pair for pair in labelled if words(button) in (pair[0], words(pair[1].text_content() or ""))]
            assert wanted, f"no button {button!r} in this form of {self.url}; it has {[label for label, _ in labelled]}"
            labelled = wanted
        self.pressed = labelled[0][1] if labelled else None
        if self.pressed is not None and self.pressed.get("name"):
            self.values.add(self.pressed.get("name"), self.pressed.get("value") or "")

    @property
    def method(self) -> str:
        """Return how the form is sent."""
        return self._said("method", "get").upper()

    @property
    def action(self) -> str:
        """Return where the form is sent."""
        target = urljoin(self.url, self._said("action", self.url))
        return target.split("?")[0] if self.method == "GET" else target

    def sent(self) -> dict[str, Any]:
        """Return what is sent, in the form's own encoding, as the test client takes it."""
        if self.method == "GET":
            return {"query_string": {name: self.values.getlist(name) for name in self.values}}
        if self._said("enctype", "") == "multipart/form-data":
            return {"data": self.values, "content_type": "multipart/form-data"}
        return {"data": {name: self.values.getlist(name) for name in self.values}}

    def _said(self, what: str, default: str) -> str:
        """Return what the pressed button says about sending, else what the form says."""
        own = self.pressed.get(f"form{what}") if self.pressed is not None else None
        return str(own or self.element.get(what) or default)

    def _buttons(self) -> list[HtmlElement]:
        return [
            one
            for one in self._own("button", "input")
            if (one.get("type") or ("submit" if one.tag == "button" else "text")) in ("submit", "image")
            and one.get("disabled") is None
        ]

    def _own(self, *tags: str) -> list[HtmlElement]:
        """Return the form's elements: inside it, or elsewhere and pointing to it; none of a disabled fieldset."""
        identity = self.element.get("id")
        return [
            one
            for one in self.element.getroottree().getroot().iter(*tags)
            if (one.get("form") == identity if one.get("form") else self.element in one.iterancestors())
            and not any(a.tag == "fieldset" and a.get("disabled") is not None for a in one.iterancestors())
        ]

    def _fields(self) -> list[HtmlElement]:
        return [
            field
            for field in self._own("input", "select", "textarea")
            if field.get("name") and field.get("disabled") is None and kind(field) not in BUTTONS
        ]

    def name_of(self, *kinds: str) -> str:
        """Return the name of the first field of one of these kinds."""
        return next(str(field.get("name")) for field in self._fields() if kind(field) in kinds)
