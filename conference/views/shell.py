"""What stands around every page: the edition, its menus, the account, the languages."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from flask import g, url_for
from flask_login import current_user
from sqlalchemy import select

from conference.models import Edition, Picture
from conference.queries.editions import find_edition, partners_of
from conference.sections import everything_pending, here
from core import assets, i18n, sections
from core.access import held, may
from core.db import db
from core.i18n import gettext as _
from core.sections import Group, Link
from core.web import this_address
from people.permissions import GRANTS, Can
from people.queries.roles import roles_over
from people.recognition import current_person
from people.views.council import current_council


@dataclass(frozen=True)
class EditionBrand:
    """The edition as the top of the page names it."""

    name: str
    href: str
    council: str
    crest: Picture | None = None


@dataclass(frozen=True)
class Account:
    """Who is signed in, and under which hats."""

    name: str
    hats: str
    home_href: str
    signed_in: bool
    messages_href: str = ""


@dataclass(frozen=True)
class Language:
    """A language one can change to."""

    code: str
    label: str
    href: str
    current: bool


class Shell:
    """The frame of the page being answered; each part is made when a template asks for it."""

    @property
    def language(self) -> str:
        """Return the language being written."""
        return i18n.language()

    @property
    def brand_href(self) -> str:
        """Return where the mark leads."""
        return url_for("public.home")

    @cached_property
    def edition(self) -> EditionBrand | None:
        """Return the edition this page belongs to, or the council when it belongs to one as a whole."""
        edition = current_edition()
        if edition is None:
            return council_brand()
        return EditionBrand(
            name=edition.name(i18n.language()),
            href=url_for("public.edition_home", edition=edition.slug),
            council=edition.council.short_name,
            crest=edition.crest,
        )

    @property
    def accent_href(self) -> str | None:
        """Return where the style of the edition's own accent is, if it has one."""
        edition = current_edition()
        return accent_href(edition.accent) if edition and edition.accent else None

    @property
    def manifest_href(self) -> str:
        """Return what a phone installs from this page: the edition, else the whole."""
        edition = current_edition()
        if edition is None:
            return url_for("offline.installed", language=i18n.language())
        return url_for("public.installed", edition=edition.slug, language=i18n.language())

    @cached_property
    def nav(self) -> list[Link]:
        """Return the public menu: what the modules of the edition offer."""
        return gathered("nav")

    @cached_property
    def doors(self) -> list[Group]:
        """Return what this person may do in this edition, by their roles, without counting what waits there."""
        if council := current_council():
            return sections.gather("council", council, held())
        edition = current_edition()
        return sections.gather("rail", edition, held()) if edition else []

    @cached_property
    def rail(self) -> list[Group]:
        """Return the committee's menu: what this person may do in this edition, with how much waits there."""
        edition = current_edition()
        if edition is None or not self.doors:
            return self.doors
        waiting: Counter[str] = Counter()
        for item in everything_pending([edition], current_person()):
            if item.whose:
                waiting[urlsplit(item.href).path] += item.count
        counts = [Group(group.label, [counted(link, waiting) for link in group.items]) for group in self.doors]
        return counts + council_doors(edition)

    @cached_property
    def space(self) -> Link | None:
        """Return the door to what this person does in this edition: the committee's pages, or the only one."""
        items = [link for group in self.doors for link in group.items]
        if len(items) == 1:
            return items[0]
        return Link(_("Committee space"), items[0].href) if items else None

    @cached_property
    def account(self) -> Account | None:
        """Return who is known in this browser."""
        person = current_person()
        if person is None:
            return None
        outbox = next(
            (link.href for group in self.doors for link in group.items if link.href.endswith("/messages")), ""
        )
        home = url_for("me.page")
        return Account(
            person.name,
            here(person).hats(current_edition()),
            home,
            signed_in=current_user.is_authenticated,
            messages_href=outbox or f"{home}#messages",
        )

    @property
    def data_href(self) -> str | None:
        """Return the notice on personal data of the council this page belongs to."""
        edition = current_edition()
        council = edition.council if edition else current_council()
        return url_for("notice.page", council=council.slug) if council else None

    @property
    def sign_in_href(self) -> str:
        """Return where one signs in."""
        return url_for("sign_in.form")

    @property
    def sign_out_href(self) -> str:
        """Return where one signs out."""
        return url_for("sign_in.out")

    @property
    def languages(self) -> list[Language]:
        """Return the languages this page can be read in."""
        return list(self._languages())

    def _languages(self) -> Iterator[Language]:
        present = i18n.language()
        for code in i18n.LANGUAGES:
            yield Language(code, i18n.NAMES[code], this_address(**{i18n.COOKIE: code}), code == present)

    @cached_property
    def partners(self) -> list[str]:
        """Return the partners of the edition this page belongs to."""
        edition = current_edition()
        return [partner.structure.short for partner in partners_of(edition)] if edition else []


def counted(link: Link, waiting: Mapping[str, int]) -> Link:
    """Return an entry of the menu with how much waits behind it."""
    return replace(link, count=waiting.get(link.href) or None)


def shell() -> Shell:
    """Return the frame of the page being answered."""
    if "shell" not in g:
        g.shell = Shell()
    frame: Shell = g.shell
    return frame


def remember_edition(edition: Edition) -> Edition:
    """Tell the frame which edition this page belongs to."""
    g.edition = edition
    return edition


def current_edition() -> Edition | None:
    """Return the edition this page belongs to, if it does."""
    edition: Edition | None = g.get("edition")
    return edition


def council_brand() -> EditionBrand | None:
    """Return the council as the top of its own pages names it."""
    council = current_council()
    if council is None:
        return None
    crest = db.session.scalar(select(Picture).filter_by(council_id=council.id))
    home = "people.listed" if may(Can.SEE_PEOPLE) else "notice.page"
    return EditionBrand(council.short_name, url_for(home, council=council.slug), council.city, crest)


def council_doors(edition: Edition) -> list[Group]:
    """Return the way to the pages of the whole council, for who holds a role over it and not over an edition only."""
    if not may(Can.SEE_PEOPLE):
        return []
    roles = roles_over(current_user, edition.series.council_id)
    if not any(Can.SEE_PEOPLE in GRANTS.get(role, ()) for role in roles):
        return []
    return [Group(_("The council"), [Link(_("People"), url_for("people.listed", council=edition.council.slug))])]


def gathered(menu: str) -> list[Any]:
    """Return a menu of the present edition, its present entry marked."""
    edition = current_edition()
    return sections.gather(menu, edition) if edition else []


def accent_href(accent: str) -> str:
    """Return where the style of an accent is; the address changes when our own colours do."""
    return url_for("identity.accent", fingerprint=assets.fingerprint_of("css/tokens.css"), colour=accent.lstrip("#"))


def edition_here(slug: str) -> Edition:
    """Return the edition of an address, which the guard of modules may have found, and tell the frame of it."""
    asked: Edition | None = g.get("edition_asked")
    return remember_edition(asked if asked is not None and asked.slug == slug else find_edition(slug))
