"""Every write request there is: each form as somebody has it open, ready to be sent, once or often.

What a request did is read from the database as a whole: by how many rows each table grew. A change that is neither
nothing nor all of what the same request does undisturbed is a half one.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import create_engine, text
from werkzeug.test import TestResponse

from conference.demo.personas import DOMAIN, PASSWORD
from core.db import Base
from tests.support import addresses
from tests.support.forms import Form
from tests.support.installation import Installation
from tests.support.visitor import Page, Visitor, local, sign_in

UPCOMING, PAST = f"/e/{addresses.UPCOMING}", f"/e/{addresses.PAST}"
SECTIONS = {
    f"section-{name}": f"Une phrase pour la partie {name}."
    for name in ("introduction", "methods", "results", "conclusion")
}
ABSTRACT: dict[str, Any] = {
    "title": "Un résumé envoyé une fois",
    "keywords": "un, deux, trois",
    "template": "original",
    "declares_consent": True,
    "presenter": "1",
    "authors-0-given_names": "Awa",
    "authors-0-family_name": "Keïta-Écriture",
    "authors-0-email": "awa.ecriture@example.org",
    "authors-0-structure": "CSRéf de l’écriture",
    **SECTIONS,
}
WHOLE: dict[str, Any] = ABSTRACT | {"specialty": lambda page, name: choices(page, name)[0]}
REVIEW: dict[str, Any] = {
    "proposal": "to-correct",
    "comment": "Précisez la période.",
    **{f"score_{name}": "1" for name in ("originality", "relevance", "clarity", "ethics", "methods", "results")},
}
COMES: dict[str, Any] = {
    "given_names": "Bakary",
    "family_name": "Sidibé-Écriture",
    "email": "bakary.ecriture@example.org",
}
OWES: dict[str, Any] = {
    "given_names": "Mariam",
    "family_name": "Diallo-Écriture",
    "email": "mariam.ecriture@example.org",
}
DECLARED: dict[str, Any] = {"method": "orange-money", "reference": "OM-ECRITURE-1", "amount": "30000"}
CHANGED: dict[str, Any] = {
    "present": PASSWORD,
    "password": "trois mots en file",
    "again": "trois mots en file",
}
COUNCIL = "/council/ordre-segou"
ROLES = f"{COUNCIL}/roles"
NEW_EDITION: dict[str, Any] = {
    "series_name": "Rencontres de Niono",
    "series_slug": "rencontres-niono",
    "number": "1",
    "starts_on": "2027-05-07",
    "ends_on": "2027-05-08",
    "modules": ["programme"],
}
WITH_ROLE = "form:has([name=role])"
FORGETTER = "a stranger who forgot"
MANY: dict[str, Any] = {
    "audiences": ["unpaid"],
    "subject_fr": "Un rappel écrit une fois",
    "body_fr": "{nom complet},\n\nil reste {reste à payer}.",
    "sms_fr": "Il reste {reste à payer}.",
}
KEPT: dict[str, Any] = {"title": "Un texte", "subject_fr": "Objet", "body_fr": "Corps", "sms_fr": "SMS"}
TEXTS_KEPT = (
    "FROM message_template t JOIN series s ON s.council_id = t.council_id JOIN edition e ON e.series_id = s.id"
    " JOIN mailing x ON x.edition_id = e.id"
)
WRITER, CORRECTOR, WITHDRAWER = "a stranger who writes", "a stranger who corrects", "a stranger who withdraws"
COMER, OWER, ARRIVER = "a stranger who comes", "a stranger who owes", "a stranger who signs in"


@dataclass
class Write:
    """One form, open in somebody's browser, with everything filled in."""

    name: str
    visitor: Visitor
    form: Form

    @property
    def key(self) -> str:
        """Return the key of this showing of the form."""
        return str(self.form.values["form_key"])

    @property
    def endpoint(self) -> str:
        """Return which endpoint receives the form."""
        path = local(self.form.action).split("?")[0]
        endpoint, _values = self.visitor.app.url_map.bind("localhost").match(path, method="POST")
        return str(endpoint)

    def send(self, *, keyed: bool = True) -> TestResponse:
        """Send the form as the browser does; without its key, as if the protection were not there."""
        sent = self.form.sent()
        if not keyed:
            sent["data"] = {name: value for name, value in sent["data"].items() if name != "form_key"}
        answer: TestResponse = self.visitor.client.open(local(self.form.action), method="POST", **sent)
        return answer


@dataclass
class Everybody:
    """Everybody of the thread, each in a browser of their own, made by a function that opens one."""

    open_browser: Callable[[], Visitor]
    known: dict[str, Visitor] = field(default_factory=dict)

    def browser(self, login: str) -> Visitor:
        """Return the browser in which a persona is signed in, or one of a stranger's own."""
        if login not in self.known:
            self.known[login] = self.open_browser()
            if "stranger" not in login:
                sign_in(self.known[login], f"{login}@{DOMAIN}", PASSWORD)
        return self.known[login]

    def write(
        self,
        name: str,
        login: str,
        url: str,
        form: str = "main form[method=post]",
        *,
        place: int = 0,
        button: str = "",
        **fields: Any,
    ) -> Write:
        """Open a page and fill in one of the forms that a selector matches, the first unless told otherwise."""
        page = self.browser(login).get(url)
        filled = Form(page.all(form)[place], page.url)
        for field_name, value in fields.items():
            filled.fill(field_name, value(page, field_name) if callable(value) else value)
        filled.press(button or None)
        return Write(name, self.browser(login), filled)

    def registration_that_owes(self) -> str:
        """Register somebody who owes money from now on; return the address of their registration."""
        browser = self.browser(OWER)
        browser.get(f"{UPCOMING}/register/")
        return browser.submit("main form[method=post]", category=first_choice(browser.page, "category"), **OWES).url

    def draft_of(self, login: str) -> str:
        """Keep a draft of an abstract; return the address at which it is corrected."""
        browser = self.browser(login)
        browser.get(f"{UPCOMING}/submit/?lang=en")
        chosen = {"specialty": choices(browser.page, "specialty")[0]}
        return browser.submit("main form[method=post]", button="Save the draft", **ABSTRACT | chosen).url

    def mailing(self) -> str:
        """Begin a message to many; return the address at which it is looked at."""
        browser = self.browser("secretariat")
        browser.get(f"{UPCOMING}/committee/messages/to-many/new")
        return browser.submit("form#mailing", **MANY).url

    def changed_programme(self) -> str:
        """Change a word of the past programme, in nobody's way; return the address at which it is published.

        What others change meanwhile is not published unseen: this is the one programme that no other form changes.
        """
        browser = self.browser("programme")
        browser.get(
            browser.get(f"{PAST}/committee/timetable/").all("a[href*='/sessions/']:not([href*=new])")[0].get("href")
        )
        browser.submit("form:has([name=title])", title="Une séance renommée")
        return f"{PAST}/committee/versions/next"

    def dropped_message(self, number: int) -> str:
        """Drop a message that waits; return the address at which it is resent."""
        browser, url = self.browser("secretariat"), f"{UPCOMING}/committee/messages/{number}"
        browser.get(url)
        browser.submit("form[action$='/drop']")
        return f"{url}/resend"

    def submission(self, **instead: Any) -> Write:
        """Open the form of an abstract, ready to be submitted, some of its fields filled in otherwise."""
        return self.write("submission", WRITER, f"{UPCOMING}/submit/?lang=en", button="Send", **WHOLE | instead)

    def submission_of_somebody_new(self, number: int) -> Write:
        """Open the form of an abstract by an author nobody knew: a call takes no more than three of the same."""
        names = {"authors-0-family_name": f"Écriture-{number}", "authors-0-email": f"ecriture-{number}@example.org"}
        return self.submission(**names)

    def writes(self, installation: Installation) -> list[Write]:
        """Open every form there is; none is in another's way."""
        look = Look(installation)
        badge = look.one("SELECT MIN(b.code) FROM badge b JOIN registration x ON x.id = b.registration_id")
        waiting = look.one("SELECT MIN(x.code) FROM presentation x", "state = 'accepted' AND kind = 'oral'")
        placed = look.one("SELECT MIN(x.session_id) FROM presentation x", "session_id IS NOT NULL")
        last = look.one("SELECT MAX(x.code) FROM presentation x", "session_id IS NOT NULL")
        text_kept = look.one(f"SELECT MIN(t.id) {TEXTS_KEPT}")
        look.close()
        here, there, desk = f"{UPCOMING}/committee", f"{PAST}/committee", f"{UPCOMING}/desk"
        office, letters = "secretariat", f"{here}/messages"
        given, write = "form:has([name=outcome][value=delivered])", self.write
        return [
            write("signing in", ARRIVER, "/sign-in", identifier=f"partenaire@{DOMAIN}", password=PASSWORD),
            write("forgetting", FORGETTER, "/recovery/", identifier=f"partenaire@{DOMAIN}"),
            write("new password", "autorite", "/me/account/", "form[action$='/password']", **CHANGED),
            write("giving a role", "admin", f"{ROLES}?q=Samake", WITH_ROLE, role="desk", person=first_choice),
            write("taking a role back", "admin", ROLES, "form[action$='/end']", place=-1),
            write("setting up an edition", "admin", f"{COUNCIL}/editions/new", **NEW_EDITION),
            write("signing out", "presidence", "/me/", "form[action$='/sign-out']"),
            self.submission(),
            write("correction", CORRECTOR, self.draft_of(CORRECTOR), button="Save the draft", title="Un autre titre"),
            write("withdrawal", WITHDRAWER, f"{self.submitted_by(WITHDRAWER)}", "form[action$='/withdraw']"),
            write("assignment", "chaire", f"{here}/abstracts/R-012", "form[action$='/assign']", reviewer=last_choice),
            write(
                "specialty", "chaire", f"{here}/abstracts/R-011", "form[action$='/specialty']", specialty=last_choice
            ),
            write(
                "late invitation",
                "chaire",
                f"{here}/call/",
                "form[action$='/invite']",
                given_names="Awa",
                family_name="Tardive-Écriture",
                last_day="2099-01-01",
            ),
            write("review", "evaluateur", f"{UPCOMING}/review/R-009", **REVIEW),
            write("decision", "chaire", f"{here}/abstracts/R-010", "form[action$='/decision']", outcome="oral"),
            write("publishing", "programme", self.changed_programme(), "form[action$='/versions/next']"),
            write("placing", "programme", f"{here}/programme/{waiting}", session=first_choice),
            write("taking out", "programme", f"{here}/programme/{last}", "form[action$='/unplace']"),
            write("registration", COMER, f"{UPCOMING}/register/", category=first_choice, **COMES),
            write("declaration", OWER, self.registration_that_owes(), "form[action$='/payments']", **DECLARED),
            write("validation", "tresor", f"{here}/payments?state=declared", "form[action$='/validate']", place=-1),
            write("rejection", "tresor", f"{here}/payments?state=declared", "form[action$='/reject']", reason="Perdu."),
            write("scan", "accueil", f"{desk}/", "form#scan", text=badge, gate="A"),
            write("delivery", "salle", f"{desk}/rooms/{placed}", given),
            write("reporting", "salle", f"{desk}/rooms/{placed}", "#report form", attendance="47", questions="Une."),
            write("shifting", "salle", f"{desk}/rooms/{placed}", "form[action$='/shift']", minutes="5"),
            write("issuing", "secretariat", f"{there}/certificates", "form[action$='/certificates']"),
            write("revocation", "secretariat", f"{there}/certificates/5", "form[action$='/revoke']", reason="Faux."),
            write("wording", office, f"{letters}/2/edit", subject="Un autre objet"),
            write("dropping", office, f"{letters}/3", "form[action$='/drop']"),
            write("resending", office, self.dropped_message(4)),
            write("giving by hand", office, f"{letters}/5", "form[action$='/by-hand']"),
            write("trying again", office, f"{letters}?state=waiting", "form[action$='/again']"),
            write("writing to many", office, f"{letters}/to-many/new", "form#mailing", **MANY),
            write("rewriting", office, f"{self.mailing()}/edit", "form#mailing", subject_fr="Un autre rappel"),
            write("sending to many", office, self.mailing(), "form[action$='/send']"),
            write("stopping", office, self.mailing(), "form[action$='/stop']"),
            write("keeping a text", office, f"{letters}/texts/new", **KEPT),
            write("changing a text", office, f"{letters}/texts/{text_kept}", title="Un autre nom"),
            write("removing a text", office, f"{letters}/texts/{text_kept + 1}", "form[action$='/remove']"),
        ]

    def submitted_by(self, login: str) -> str:
        """Submit an abstract; return the address of its receipt."""
        self.draft_of(login)
        return self.browser(login).submit("main form[method=post]", button="Send").url


def choices(page: Page, name: str) -> list[str]:
    """Return the values that a menu or radio buttons offer."""
    options = page.all(f"select[name={name}] option[value]:not([value=''])") or page.all(f"input[name={name}]")
    return [str(option.get("value")) for option in options]


def first_choice(page: Page, name: str) -> str:
    """Return the first choice that a menu or radio buttons offer."""
    return choices(page, name)[0]


def last_choice(page: Page, name: str) -> str:
    """Return the last choice that a menu or radio buttons offer."""
    return choices(page, name)[-1]


class Look:
    """The database as somebody else sees it, on connections of their own."""

    def __init__(self, installation: Installation) -> None:
        self.engine = create_engine(installation.config().sqlalchemy_url)

    def one(self, select: str, more: str = "1 = 1") -> Any:
        """Return one value of the edition to come."""
        where = f"WHERE x.edition_id = (SELECT id FROM edition WHERE slug = :slug) AND {more}"
        with self.engine.connect() as connection:
            found = connection.execute(text(f"{select} {where}"), {"slug": addresses.UPCOMING}).scalar()
        assert found is not None, f"the demonstration holds nothing for: {select} {where}"
        return found

    def rows(self) -> Counter[str]:
        """Count the rows of every table."""
        union = " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in Base.metadata.tables)
        with self.engine.connect() as connection:
            return Counter({row[0]: row[1] for row in connection.execute(text(union))})

    def keys(self) -> set[str]:
        """Return the keys of the forms that had their effect."""
        with self.engine.connect() as connection:
            return set(connection.execute(text("SELECT key FROM received_form")).scalars())

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


def change(before: Counter[str], after: Counter[str]) -> dict[str, int]:
    """Return by how many rows each table grew."""
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}


def together(changes: Iterable[dict[str, int]]) -> dict[str, int]:
    """Return what several changes come to; a table that grew and shrank alike is as it was."""
    whole: Counter[str] = Counter()
    for one in changes:
        whole.update(one)
    return {name: rows for name, rows in whole.items() if rows}
