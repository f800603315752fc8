"""How every message is put together: a folder of texts, the person's own language."""

from typing import Any

from flask import render_template
from flask_babel import force_locale

from core.outbox import Recipient, Text, one_line
from core.typography import gsm_text
from people.models import Person


def recipient(person: Person) -> Recipient:
    """Return how somebody can be reached."""
    return Recipient(name=person.name, email=person.email, phone=person.phone)


def compose(folder: str, language: str, **facts: Any) -> Text:
    """Return a message in its three shapes, from `subject.txt`, `body.txt` and `sms.txt` of its folder."""
    with force_locale(language):
        parts = {name: render_template(f"{folder}/{name}.txt", **facts) for name in ("subject", "body", "sms")}
    return Text(
        subject=one_line(parts["subject"]), body=parts["body"].strip() + "\n", sms=gsm_text(one_line(parts["sms"]))
    )
