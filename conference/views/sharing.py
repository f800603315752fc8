"""What a link to a public page shows where it is shared, and the text that goes along."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from conference.models import Edition
from core import i18n
from core.outbox import whatsapp
from core.web import absolute_url


@dataclass(frozen=True)
class Shared:
    """A page as it is shared: its title, a sentence, its full address and that of its picture."""

    title: str
    text: str
    address: str
    image: str

    @property
    def message(self) -> str:
        """Return what is sent: the title, the sentence and the address."""
        return f"{self.title}\n{self.text}\n{self.address}"

    @property
    def whatsapp(self) -> str:
        """Return the address that opens WhatsApp with all of it."""
        return whatsapp(self.message)


def place_and_days(edition: Edition) -> str:
    """Return « Vendredi 28 et samedi 29 juin 2024, Ségou »."""
    return f"{i18n.capitalize_first(i18n.span(edition.starts_on, edition.ends_on))}, {edition.city}"


def edition_shared(edition: Edition, title: str, text: str, endpoint: str, **values: Any) -> Shared:
    """Return a page of an edition as it is shared, with the edition's own picture."""
    return page_shared(edition, title, text, url_for(endpoint, edition=edition.slug, **values), "cards.of_edition")


def page_shared(edition: Edition, title: str, text: str, address: str, card: str, **values: Any) -> Shared:
    """Return a page as it is shared, with a picture of its own."""
    base = absolute_url("public.home").rstrip("/")
    image = url_for(card, edition=edition.slug, language=i18n.language(), **values)
    return Shared(title, text, base + address, base + image)
