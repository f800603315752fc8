"""The texts the councils keep, and messages to many that are begun and sent to nobody."""

from conference.models import Edition
from conference.permissions import Can
from conference.services import mailings, messages
from conference.services.mailings import Plan
from core.audit import SYSTEM
from core.demo import Scene
from people import mails
from people.models import Council, Person
from people.queries.roles import roles_of

KEPT = {
    "Rappel de paiement": {
        "subject_fr": "{édition} : votre inscription {inscription}",
        "body_fr": "{nom complet},\n\nvotre inscription {inscription} aux {édition} est enregistrée dans la catégorie"
        " « {catégorie} ». Il reste à payer : {reste à payer}.\n\nVotre page, sans mot de passe :\n{lien}\n\n"
        "Le trésorier\n{conseil}",
        "sms_fr": "{inscription} : il reste a payer {reste à payer}. Votre page : {lien}",
        "subject_en": "{edition}: your registration {registration}",
        "body_en": "{full name},\n\nyour registration {registration} for the {edition} is recorded in the category"
        " “{category}”. Still owed: {owed}.\n\nYour page, without a password:\n{link}\n\nThe treasurer\n{council}",
        "sms_en": "{registration}: still owed {owed}. Your page: {link}",
    },
    "Relance des évaluateurs": {
        "subject_fr": "{lectures} résumés attendent votre lecture",
        "body_fr": "{nom complet},\n\nle comité scientifique attend encore vos lectures : {lectures}. Votre page vous y"
        " mène :\n{lien}\n\nMerci du temps que vous y donnez.\n\nLe comité scientifique\n{édition}",
        "sms_fr": "{lectures} résumés attendent votre lecture. Votre page : {lien}",
    },
    "Remerciements": {
        "subject_fr": "{édition} : merci",
        "body_fr": "{nom complet},\n\nle {conseil} vous remercie de votre présence à {ville}, {dates}. Vos attestations"
        " se trouvent sur votre page :\n{lien}\n\nLe Conseil",
        "sms_fr": "Merci de votre présence. Vos attestations : {lien}",
    },
}


def build(scene: Scene) -> None:
    """Bring in the texts of both councils, and a draft in each edition of Ségou."""
    councils: dict[str, Council] = scene.things["councils"]
    for council in councils.values():
        for name, texts in KEPT.items():
            messages.keep_template(council, name, texts, by=SYSTEM)
    for login in ("programme", "salle"):
        tell_of_role(scene.things["personas"][login], by=scene.things["personas"]["presidence"])
    begin(scene.things["upcoming"], "Rappel de paiement", "unpaid")
    begin(scene.things["segou"], "Remerciements", "seat-confirmed")


def tell_of_role(person: Person, *, by: Person) -> None:
    """Write to somebody of the council which role they were given."""
    for held in roles_of(person):
        mails.role_given(held, place=held.council.name, by=by.name)


def begin(edition: Edition, name: str, audience: str) -> None:
    """Begin a message to many from one of the texts."""
    plan = Plan(audiences=[audience], texts=KEPT[name])
    mailings.write(edition, plan, by=SYSTEM, held=frozenset({Can.READ_ALL_MESSAGES}))
