"""The screens: what they are called, whose they are, where they are, and what is done there before one looks.

One table for all who look: axe, the keyboard, the width of a phone, what goes over the wire, and the pictures of
docs/screens. A new screen is one line here, then `make screens`; tests/support/tour.py goes there.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from sqlalchemy import text

from core.db import db
from tests.support.addresses import PAST, UPCOMING, WORKSHOP
from tests.support.installation import ROOT
from tests.support.word_documents import CORPUS

FOLDER = ROOT / "docs" / "screens"
WIDTHS, SCHEMES = (360, 1280), ("light", "dark")
STRANGER = ""
LONG_NAME = ("Ramata Oumoul-Khaïri Ndèye", "Diabaté-Coulibaly")  # 42 letters
Step = Callable[[Any], None]


@dataclass(frozen=True)
class Screen:
    """One screen in one state; its address may name a fact of the demonstration in braces."""

    name: str
    address: str
    shows: str
    login: str = STRANGER
    then: Step | None = field(default=None, repr=False)
    status: int = 200

    @property
    def pictures(self) -> list[str]:
        """Return the names of its pictures."""
        return [picture(self.name, width, scheme) for width in WIDTHS for scheme in SCHEMES]


def picture(name: str, width: int, scheme: str) -> str:
    """Return the name of one picture."""
    return f"{name}-{width}-{scheme}.png"


# ── What is done on a screen before one looks ───────────────────────────────────────────────────────────────────────


def typed(selector: str, **values: str) -> Step:
    """Fill in fields of the form a selector matches, by name, and send it."""

    def step(page: Any) -> None:
        form = page.locator(selector)
        for name, value in values.items():
            form.locator(f"[name={name}]").fill(value)
        send(form)

    return step


def send(form: Any) -> None:
    """Press the button of a form that sends it, and wait for the answer."""
    with form.page.expect_navigation():
        form.locator(
            "button[type=submit]:not([name]), button[value=submit]:not(.sr), button:not([type], .sr, [formnovalidate])"
        ).first.click()


def write_about_knees(page: Any) -> None:
    """Write a title, a specialty with a long name and an author with a long name into the form of the call."""
    page.fill("[name=title]", "Fractures du genou à l’hôpital de Ségou : à propos de 31 cas")
    page.select_option("[name=specialty]", label="Chirurgie orthopédique et traumatologique")
    page.fill("[name=authors-0-given_names]", LONG_NAME[0])
    page.fill("[name=authors-0-family_name]", LONG_NAME[1])


def save_a_draft(page: Any) -> None:
    """Save an abstract that is not finished."""
    write_about_knees(page)
    with page.expect_navigation():
        page.click("button[value=save]")


def bring_a_document(page: Any) -> None:
    """Have a Word document sorted into the form, after a title was typed."""
    page.fill("[name=title]", "Péritonites à Ségou")
    page.click("details.word summary")
    content = CORPUS["letters as marks, the corresponding author below"][0]()
    page.set_input_files("#word", {"name": "resume.docx", "mimeType": "application/octet-stream", "buffer": content})
    with page.expect_navigation():
        page.click("button[value=word]")


def meet_another_version(page: Any) -> None:
    """Save a draft that was saved meanwhile in another window."""
    save_a_draft(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("[name=title]", "Fractures du genou à Ségou : prise en charge de 31 blessés")
    with other.expect_navigation():
        other.click("button[value=save]")
    other.close()
    page.fill("[name=title]", "Fractures du genou à l’hôpital de Ségou : 33 cas, dont 2 bilatéraux")
    with page.expect_navigation():
        page.click("button[value=save]")
    page.wait_for_selector("form.conflicts")


def register_under_a_long_name(page: Any) -> None:
    """Register somebody whose name has 42 letters."""
    page.fill("[name=given_names]", LONG_NAME[0])
    page.fill("[name=family_name]", LONG_NAME[1])
    page.fill("[name=phone]", "76 40 50 60")
    page.locator("[name=category]").first.check()
    send(page.locator("main form"))


def read_a_badge(code: str, *, times: int = 1) -> Step:
    """Read a badge at the door; the code may name a fact of the demonstration."""

    def step(page: Any) -> None:
        for _time in range(times):
            typed("form#scan", text=page.facts.get(code, code))(page)

    return step


def revoke(page: Any) -> None:
    """Revoke the certificate shown."""
    typed("form[action$='/revoke']", reason="Une autre personne a présenté cette communication.")(page)


def verify_a_revoked_one(page: Any) -> None:
    """Have the secretary revoke the second certificate in another browser, and look at what a stranger sees."""
    with page.tour.window("secretariat") as secretary:
        secretary.goto(page.facts["base"] + f"/e/{PAST}/committee/certificates/2")
        if secretary.locator("form[action$='/revoke']").count():
            revoke(secretary)
    page.reload()


# ── The table ───────────────────────────────────────────────────────────────────────────────────────────────────────

EVERYBODY = (
    Screen("home", "/", "Les éditions"),
    Screen("styleguide", "/styleguide", "Chaque composant dans chaque état"),
    Screen("edition", f"/e/{PAST}/", "Une édition passée"),
    Screen("edition-open", f"/e/{UPCOMING}/", "Une édition dont l’appel est ouvert"),
    Screen("edition-workshop", f"/e/{WORKSHOP}/", "Un atelier"),
    Screen("data-notice", "/council/ordre-segou/data", "Ce qu’un conseil garde, pourquoi, combien de temps"),
    Screen("programme", f"/e/{PAST}/programme", "Le programme d’un jour"),
    Screen("programme-all", f"/e/{PAST}/programme?day=all", "Le programme entier, 190 interventions"),
    Screen("programme-specialty", f"/e/{PAST}/programme?day=all&specialty=TRAU", "Le programme d’une spécialité"),
    Screen("programme-nothing", f"/e/{PAST}/programme?q=paludologie", "Une recherche qui ne trouve rien"),
    Screen("programme-unpublished", f"/e/{UPCOMING}/programme", "Un programme pas encore publié"),
    Screen("programme-workshop", f"/e/{WORKSHOP}/programme", "Le programme d’un atelier"),
    Screen("speakers", f"/e/{PAST}/speakers/", "Les orateurs"),
    Screen("speaker", f"/e/{PAST}/speakers/{{speaker}}", "Un orateur"),
    Screen("screens", f"/e/{PAST}/screens/", "Les écrans de toutes les salles"),
    Screen("screen", f"/e/{PAST}/screens/{{hall}}", "L’écran d’une salle"),
    Screen("share-cards", f"/e/{PAST}/programme/cards/", "Les cartes à partager"),
    Screen("session", f"/e/{PAST}/programme/sessions/{{session}}", "Une séance"),
    Screen("presentation", f"/e/{PAST}/programme/CO-001", "Une communication"),
    Screen("communications", f"/e/{PAST}/abstracts", "Les communications"),
    Screen("communications-open", f"/e/{UPCOMING}/abstracts", "Les premières communications d’une édition"),
    Screen("keynotes", f"/e/{PAST}/keynotes", "Les conférences"),
    Screen("symposiums", f"/e/{PAST}/symposiums", "Les symposiums"),
    Screen("specialties", f"/e/{PAST}/specialties", "Les spécialités, celles qui manquent aussi"),
    Screen("partners", f"/e/{PAST}/partners", "Les partenaires"),
    Screen("sign-in", "/sign-in", "La connexion"),
    Screen(
        "sign-in-refused", "/sign-in", "Un nom et un mot de passe qui ne vont pas ensemble",
        then=typed("main form >> nth=0", identifier="inconnu@demo.example", password="oublié"),
    ),
    Screen("recovery", "/recovery/", "Un mot de passe oublié"),
    Screen(
        "recovery-sent", "/recovery/", "Où l’on saisit le code, que quelqu’un soit connu ou non",
        then=typed("main form", identifier="76 00 00 00"),
    ),
    Screen("recovery-over", "/recovery/link/ancien", "Un lien qui n’est plus valable"),
    Screen("not-found", "/e/js-segou-1999/", "Une adresse qui ne mène nulle part", status=404),
    Screen("offline", "/offline", "Ce qu’on peut lire sans réseau"),
    Screen("verify-ask", "/v/", "Vérifier un code tapé à la main"),
    Screen("verify", "/v/{certificate}", "Une attestation authentique"),
    Screen("verify-revoked", "/v/{revoked}", "Une attestation révoquée", then=verify_a_revoked_one),
    Screen("verify-unknown", "/v/AAAAAAAAAAAAAAAAAAAAAAAAAA", "Un code inconnu", status=404),
)  # fmt: skip

AUTHORS = (
    Screen("submission", f"/e/{UPCOMING}/submit/", "Soumettre une communication"),
    Screen(
        "submission-empty", f"/e/{UPCOMING}/submit/", "Le formulaire envoyé vide",
        then=lambda page: send(page.locator("form#abstract")),
    ),
    Screen("submission-draft", f"/e/{UPCOMING}/submit/", "Un brouillon", then=save_a_draft),
    Screen("submission-word", f"/e/{UPCOMING}/submit/", "Un document Word rangé", then=bring_a_document),
    Screen("submission-closed", f"/e/{PAST}/submit/", "Un appel clos"),
    Screen("conflict", f"/e/{UPCOMING}/submit/", "Deux textes de la même page", then=meet_another_version),
    Screen("receipt", f"/e/{UPCOMING}/submit/R-001/receipt", "L’accusé d’un résumé", "auteur"),
    Screen("book-page", f"/e/{UPCOMING}/submit/R-001/page", "La page du livre", "auteur"),
    Screen("versions", f"/e/{UPCOMING}/submit/R-001/versions", "Ce qui a changé", "auteur"),
    Screen("me-author", "/me/", "La page d’une autrice", "auteur"),
    Screen("me-absences", f"/e/{UPCOMING}/my-absences/", "Quand on ne peut pas être là", "auteur"),
)  # fmt: skip

PARTICIPANTS = (
    Screen("registration", f"/e/{UPCOMING}/register/", "S’inscrire"),
    Screen(
        "registration-empty", f"/e/{UPCOMING}/register/", "Le formulaire envoyé vide",
        then=lambda page: send(page.locator("main form")),
    ),
    Screen("registration-closed", f"/e/{PAST}/register/", "Des inscriptions closes"),
    Screen(
        "registration-new", f"/e/{UPCOMING}/register/", "Une inscription à payer, au nom de 42 lettres",
        then=register_under_a_long_name,
    ),
    Screen("registration-paid", f"/e/{UPCOMING}/register/{{registration}}", "Une inscription payée", "participant"),
    Screen("me", "/me/", "La page d’un participant", "participant"),
    Screen("data", "/me/data/", "Tout ce qui est détenu sur soi", "participant"),
    Screen("data-correct", "/me/data/correct", "Corriger ses données", "participant"),
    Screen("data-erasure", "/me/data/erasure", "Ce qu’un effacement emporte et ce qui reste", "participant"),
)  # fmt: skip

SCIENCE = (
    Screen("reviewer-lot", f"/e/{UPCOMING}/review/", "Le lot d’un évaluateur", "evaluateur"),
    Screen("reviewer", f"/e/{UPCOMING}/review/R-006", "Un résumé et la grille", "evaluateur"),
    Screen(
        "reviewer-empty", f"/e/{UPCOMING}/review/R-006", "La grille envoyée vide", "evaluateur",
        then=lambda page: send(page.locator("form#review")),
    ),
    Screen("reviewer-profile", f"/e/{UPCOMING}/review/profile", "Ce qu’un évaluateur accepte", "evaluateur"),
    Screen("reviewer-none", f"/e/{PAST}/review/", "Un lot vide", "evaluateur"),
    Screen("call", f"/e/{UPCOMING}/committee/call/", "L’appel, préparé sans code", "chaire"),
    Screen("call-kind", f"/e/{UPCOMING}/committee/call/kinds/original", "Une sorte de texte et ses parties", "chaire"),
    Screen("call-question", f"/e/{UPCOMING}/committee/call/questions/new", "Une question de l’appel", "chaire"),
    Screen("call-grid", f"/e/{UPCOMING}/committee/call/grid", "La grille d’évaluation", "chaire"),
    Screen("call-preview", f"/e/{UPCOMING}/committee/call/preview", "Le formulaire des auteurs, vu d’avance", "chaire"),
    Screen("papers", f"/e/{PAST}/committee/papers/", "Les papiers du programme publié", "programme"),
    Screen("posters", f"/e/{PAST}/committee/posters/", "Les panneaux des affiches", "programme"),
    Screen("book", f"/e/{PAST}/committee/book/", "Le livre des résumés", "chaire"),
    Screen("book-welcome", f"/e/{PAST}/committee/book/welcome/council", "Un mot d’accueil", "chaire"),
    Screen("paper-waiting", f"/e/{PAST}/programme.pdf?day=2024-06-28", "Le programme sur papier, demandé", status=202),
    Screen("lots", f"/e/{UPCOMING}/committee/lots/", "Ce qui manque, et des lots impossibles", "chaire"),
    Screen(
        "lots-proposed", f"/e/{UPCOMING}/committee/lots/?open=ANES&open=OPHT&open=PSYC&open=UROL&open=TRAU",
        "Des lots proposés", "chaire",
    ),
    Screen("lots-reviewers", f"/e/{UPCOMING}/committee/lots/reviewers", "Les évaluateurs et leurs retards", "chaire"),
    Screen("lots-conflicts", f"/e/{UPCOMING}/committee/lots/conflicts", "Les conflits d’intérêts", "chaire"),
    Screen("chair-abstracts", f"/e/{UPCOMING}/committee/abstracts/", "Les résumés", "chaire"),
    Screen("chair", f"/e/{UPCOMING}/committee/abstracts/R-006", "Un résumé, ses évaluations, la décision", "chaire"),
    Screen("chair-science", f"/e/{UPCOMING}/committee/science/", "Le comité scientifique d’un coup d’œil", "chaire"),
    Screen("chair-scores", f"/e/{PAST}/committee/abstracts/?sort=score", "Notes brutes et harmonisées", "chaire"),
    Screen("chair-together", f"/e/{UPCOMING}/committee/decisions/together", "Décider ensemble", "chaire"),
    Screen("chair-decisions", f"/e/{PAST}/committee/decisions/", "Les décisions prises ensemble", "chaire"),
    Screen("chair-ceilings", f"/e/{UPCOMING}/committee/decisions/ceilings", "Les plafonds", "chaire"),
    Screen("chair-referents", f"/e/{UPCOMING}/committee/science/referents", "Les référents des spécialités", "chaire"),
    Screen("prizes", f"/e/{PAST}/committee/prizes/", "Les prix", "chaire"),
    Screen("prize-new", f"/e/{PAST}/committee/prizes/new", "Créer un prix", "chaire"),
    Screen("jury", f"/e/{PAST}/jury/", "Le jury d’un prix", "evaluateur"),
    Screen("messages", f"/e/{UPCOMING}/committee/messages", "Les messages", "chaire"),
    Screen("timetable", f"/e/{PAST}/committee/timetable/?day=2024-06-29", "Le programme en préparation", "programme"),
    Screen("timetable-waiting", f"/e/{UPCOMING}/committee/timetable/", "Ce qui attend une séance", "programme"),
    Screen("timetable-session", f"/e/{PAST}/committee/timetable/sessions/{{session}}", "Une séance", "programme"),
    Screen("timetable-session-new", f"/e/{UPCOMING}/committee/timetable/sessions/new", "En ouvrir une", "programme"),
    Screen("composing", f"/e/{PAST}/committee/compositions/", "Composer automatiquement", "programme"),
    Screen("hours", f"/e/{PAST}/committee/hours/", "Salles et horaires", "programme"),
    Screen("hours-absence", f"/e/{UPCOMING}/committee/hours/absences/new?q=traore", "Noter une absence", "programme"),
    Screen("timetable-place", f"/e/{UPCOMING}/committee/programme/CO-001", "Placer une présentation", "programme"),
)  # fmt: skip

HOUSE = (
    Screen("treasurer", f"/e/{UPCOMING}/committee/payments", "Les paiements déclarés", "tresor"),
    Screen("treasurer-past", f"/e/{PAST}/committee/payments", "Les paiements d’une édition passée", "tresor"),
    Screen("registrations", f"/e/{PAST}/committee/registrations", "Les inscriptions", "tresor"),
    Screen("desk", f"/e/{UPCOMING}/desk/", "L’accueil", "accueil"),
    Screen("desk-admitted", f"/e/{UPCOMING}/desk/", "« Entrez »", "accueil", then=read_a_badge("badge")),
    Screen(
        "desk-already-in", f"/e/{UPCOMING}/desk/", "« Déjà entré »", "accueil",
        then=read_a_badge("other badge", times=2),
    ),
    Screen(
        "desk-elsewhere", f"/e/{UPCOMING}/desk/", "Le badge d’un autre événement", "accueil",
        then=read_a_badge("badge elsewhere"),
    ),
    Screen("desk-unknown", f"/e/{UPCOMING}/desk/", "Un badge inconnu", "accueil", then=read_a_badge("AAAAAA")),
    Screen("desk-search", f"/e/{UPCOMING}/desk/search?q=traore", "Chercher quelqu’un", "accueil"),
    Screen("desk-nobody", f"/e/{UPCOMING}/desk/search?q=xyz", "Personne de ce nom", "accueil"),
    Screen("rooms", f"/e/{PAST}/desk/rooms/", "Les séances", "salle"),
    Screen("releases", f"/e/{PAST}/committee/versions/", "Les versions du programme", "programme"),
    Screen("release", f"/e/{PAST}/committee/versions/1", "Une version, telle qu’elle a été publiée", "programme"),
    Screen("release-next", f"/e/{UPCOMING}/committee/versions/next", "Publier la version suivante", "programme"),
    Screen("programme-import", f"/e/{UPCOMING}/committee/programme-import/", "Reprendre un programme", "programme"),
    Screen("ledger", f"/e/{PAST}/committee/delivered/", "Le présenté et le programmé", "programme"),
    Screen("room", f"/e/{PAST}/desk/rooms/{{session}}", "Une séance et ses présentations", "salle"),
)  # fmt: skip

COUNCIL = (
    Screen("dashboard", f"/e/{PAST}/committee/", "Le tableau de bord", "presidence"),
    Screen("dashboard-open", f"/e/{UPCOMING}/committee/", "Le tableau de bord pendant l’appel", "presidence"),
    Screen("dashboard-workshop", f"/e/{WORKSHOP}/committee/", "Le tableau de bord d’un atelier", "atelier"),
    Screen("certificates", f"/e/{PAST}/committee/certificates", "Les attestations", "secretariat"),
    Screen("certificate", f"/e/{PAST}/committee/certificates/1", "Une attestation", "secretariat"),
    Screen(
        "certificate-revoked", f"/e/{PAST}/committee/certificates/3", "Une attestation révoquée", "secretariat",
        then=revoke,
    ),
    Screen("message", f"/e/{UPCOMING}/committee/messages/1", "Un message avant qu’il parte", "secretariat"),
    Screen("message-edit", f"/e/{UPCOMING}/committee/messages/2/edit", "Corriger un message", "secretariat"),
    Screen("mailing-new", f"/e/{UPCOMING}/committee/messages/to-many/new", "Écrire à plusieurs", "secretariat"),
    Screen("mailing", f"/e/{UPCOMING}/committee/messages/to-many/1", "Un message à plusieurs", "tresor"),
    Screen("mailings", f"/e/{UPCOMING}/committee/messages/to-many", "Les messages à plusieurs", "secretariat"),
    Screen("texts", f"/e/{UPCOMING}/committee/messages/texts", "Les textes du conseil", "secretariat"),
    Screen("held-back", f"/e/{UPCOMING}/committee/messages/held-back", "Les adresses retenues", "secretariat"),
    Screen("phase", f"/e/{UPCOMING}/committee/phase", "La phase de l’édition et la suivante", "secretariat"),
    Screen("identity", f"/e/{UPCOMING}/committee/identity", "Ce que l’édition montre d’elle", "secretariat"),
    Screen("history", f"/e/{UPCOMING}/committee/history", "Tout ce qui a été fait dans l’édition", "secretariat"),
    Screen("council", "/council/ordre-segou/", "Un conseil d’un coup d’œil", "admin"),
    Screen("structures", "/council/ordre-segou/structures", "Les structures où exercent les confrères", "secretariat"),
    Screen("council-messages", "/council/ordre-segou/messages", "Les messages d’un conseil", "secretariat"),
    Screen("council-settings", "/council/ordre-segou/settings", "Les réglages d’un conseil, qui signe", "admin"),
    Screen("council-new", "/council/ordre-segou/councils/new", "Mettre en place un conseil", "admin"),
    Screen("edition-new", "/council/ordre-segou/editions/new", "Mettre en place une édition", "admin"),
    Screen("roles", "/council/ordre-segou/roles", "Qui peut faire quoi", "presidence"),
    Screen("roles-give", "/council/ordre-segou/roles?q=traore", "Donner un rôle", "presidence"),
    Screen("tokens", "/me/account/tokens", "Un compte : les jetons de ses programmes", "secretariat"),
    Screen("account", "/me/account/", "Un compte : navigateurs, second facteur, mot de passe", "presidence"),
    Screen("data-filing", "/council/ordre-segou/data/filing", "La formalité du conseil", "secretariat"),
    Screen("data-sheet", "/council/ordre-segou/data/sheet", "La fiche de traitement", "secretariat"),
    Screen("data-requests", "/council/ordre-segou/data/requests", "Les demandes d’effacement", "secretariat"),
    Screen("data-request", "/council/ordre-segou/data/requests/1", "Répondre à une demande", "secretariat"),
    Screen("people", "/council/ordre-segou/people?q=diarra", "Les personnes du conseil", "secretariat"),
    Screen("people-nobody", "/council/ordre-segou/people?q=xyz", "Personne de ce nom dans les livres", "secretariat"),
    Screen("person", "/council/ordre-segou/people/{married}", "Une personne et ce qu’elle a fait", "secretariat"),
    Screen("person-edit", "/council/ordre-segou/people/{married}/edit", "Corriger une fiche", "secretariat"),
    Screen("duplicates", "/council/ordre-segou/duplicates", "Les doublons proposés", "secretariat"),
    Screen(
        "duplicate", "/council/ordre-segou/duplicates/{married}/{twin}", "Deux fiches côte à côte", "secretariat"
    ),
    Screen("register", "/council/ordre-segou/register", "Le tableau de l’Ordre", "secretariat"),
    Screen("register-to-check", "/council/ordre-segou/register?list=to-check", "Qui est à vérifier", "secretariat"),
    Screen("register-file", "/council/ordre-segou/register/files/2", "Un fichier ligne par ligne", "secretariat"),
    Screen("register-doubts", "/council/ordre-segou/register/doubts", "La même personne, ou non", "secretariat"),
    Screen("me-reviewer", "/me/", "La page d’un évaluateur", "evaluateur"),
    Screen("me-chair", "/me/", "La page de la présidente du comité scientifique", "chaire"),
    Screen("me-treasurer", "/me/", "La page de la trésorière", "tresor"),
    Screen("me-desk", "/me/", "La page d’un bénévole à l’accueil", "accueil"),
    Screen("me-room", "/me/", "La page d’une secrétaire de salle", "salle"),
    Screen("me-president", "/me/", "La page de la présidente du conseil", "presidence"),
    Screen("me-partner", "/me/", "La page d’un partenaire", "partenaire"),
)  # fmt: skip

AUDIENCES: dict[str, tuple[Screen, ...]] = {
    "everybody": EVERYBODY,
    "authors": AUTHORS,
    "participants": PARTICIPANTS,
    "science": SCIENCE,
    "house": HOUSE,
    "council": COUNCIL,
}
SCREENS = tuple(screen for audience in AUDIENCES.values() for screen in audience)


# ── What the demonstration holds ────────────────────────────────────────────────────────────────────────────────────

BADGES = "FROM badge b JOIN registration r ON r.id = b.registration_id JOIN edition e ON e.id = r.edition_id"
REGISTRATIONS = "FROM registration r JOIN edition e ON e.id = r.edition_id JOIN person p ON p.id = r.person_id"
PRESENTERS = (
    "FROM presentation_author a JOIN presentation t ON t.id = a.presentation_id JOIN edition e ON e.id = t.edition_id"
    " WHERE e.slug = :past AND a.is_presenter AND t.code = 'CO-001'"
)
SESSIONS = "FROM session s JOIN edition e ON e.id = s.edition_id JOIN presentation t ON t.session_id = s.id"
TWINS = (
    "FROM person one JOIN person other ON other.email = one.email AND one.email <> '' AND other.id <> one.id"
    " WHERE other.used_name = one.family_name || '/Sow'"
)
FACTS = {
    "certificate": "SELECT code FROM certificate WHERE number = 1",
    "revoked": "SELECT code FROM certificate WHERE number = 2",
    "registration": f"SELECT r.code {REGISTRATIONS} WHERE e.slug = :coming AND p.email = 'participant@demo.example'",
    "badge": f"SELECT MIN(b.code) {BADGES} WHERE e.slug = :coming",
    "other badge": f"SELECT MAX(b.code) {BADGES} WHERE e.slug = :coming",
    "badge elsewhere": f"SELECT MIN(b.code) {BADGES} WHERE e.slug = :past",
    "married": f"SELECT MIN(one.id) {TWINS}",
    "twin": f"SELECT MIN(other.id) {TWINS}",
    "hall": f"SELECT MIN(s.room_id) {SESSIONS} WHERE e.slug = :past",
    "speaker": f"SELECT MIN(a.person_id) {PRESENTERS}",
    "session": f"SELECT MIN(s.id) {SESSIONS} WHERE e.slug = :past AND s.kind = 'free_papers'",
}


def facts_of(app: Flask) -> dict[str, str]:
    """Return what addresses and steps name: codes and numbers of the demonstration."""
    with app.app_context():
        found = {
            name: db.session.execute(text(statement).bindparams(**_named(statement))).scalar()
            for name, statement in FACTS.items()
        }
        db.session.rollback()
    missing = [name for name, value in found.items() if value is None]
    assert not missing, f"the demonstration holds no {', '.join(missing)}"
    return {name: str(value) for name, value in found.items()}


def _named(statement: str) -> dict[str, str]:
    return {name: slug for name, slug in (("coming", UPCOMING), ("past", PAST)) if f":{name}" in statement}


# ── Their gallery ───────────────────────────────────────────────────────────────────────────────────────────────────

HEAD = """\
# The screens

Each screen on the demonstration's data, at 360 and 1280 pixels, in light and in dark. `make screens` takes the pictures
and writes this page; [how-to/review-a-picture.md](../how-to/review-a-picture.md) says how a changed one is reviewed.
"""


def gallery(audiences: Iterable[tuple[str, tuple[Screen, ...]]] = tuple(AUDIENCES.items())) -> str:
    """Return the page that shows which pictures belong to which screen."""
    lines = [HEAD]
    for audience, screens in audiences:
        lines += [f"## {audience.capitalize()}\n", "| Screen | Who | Address | Pictures |", "|---|---|---|---|"]
        for screen in screens:
            links = " ".join(f"[{name[len(screen.name) + 1 : -4]}]({name})" for name in screen.pictures)
            lines.append(f"| {screen.shows} | {screen.login or 'anybody'} | `{screen.address}` | {links} |")
        lines.append("")
    return "\n".join(lines)
