"""How what was done to people, accounts, roles and councils is said in a history."""

from flask_babel.speaklater import LazyString
from sqlalchemy.orm import joinedload

from core.history import UNTOLD, Named, Vocabulary
from core.i18n import lazy_gettext as _l
from people.models import (
    Council,
    CouncilRecord,
    Merge,
    Person,
    Post,
    RegisterState,
    Role,
    RoleHeld,
    SignIn,
    Specialty,
    Structure,
    User,
)
from people.permissions import Can
from people.words import FIELDS, REGISTER, ROLES

POINTED_AT = ("specialty", "structure")
KEYS = {"link": _l("link"), "code": _l("code"), "invitation": _l("invitation")}


def first_of(forms: str) -> str:
    """Return the first of two forms, where no holder gives the gender."""
    return forms.partition("|")[0]


SAID_ROLES = {role: LazyString(lambda forms: first_of(str(forms)), forms) for role, forms in ROLES.items()}
KINDS = {
    "council": _l("Council"),
    "council_record": _l("Books of the council"),
    "distinct_pair": _l("Two people, not one"),
    "person": _l("Person"),
    "person_merge": _l("Records put together"),
    "person_word": _l("Word a person is found by"),
    "post": _l("Function"),
    "role_held": _l("Role"),
    "sign_in": _l("Browser"),
    "specialty": _l("Specialty"),
    "structure": _l("Structure"),
    "user_account": _l("Account"),
}
WORDS = Vocabulary(
    kinds=KINDS,
    deeds={
        ("council_record", "joined"): _l("Entered the books of the council"),
        ("person", "introduced"): _l("Introduced by a submission, a registration or a role"),
        ("person", "added"): _l("Added by hand"),
        ("person", "edited"): _l("Corrected"),
        ("person", "merged"): _l("Put together with %(other)s, whose record went"),
        ("person", "merged away"): _l("Put together with %(other)s, whose record stayed"),
        ("person", "post added"): _l("Function added: %(new)s"),
        ("person", "post removed"): _l("Function removed: %(old)s"),
        ("person", "taken apart"): _l("Taken apart from %(other)s again"),
        ("distinct_pair", "told apart"): _l("Noted as two people: %(people)s"),
        ("role_held", "given"): _l("Role given to %(user)s: %(role)s"),
        ("role_held", "ended"): _l("Role taken back from %(user)s: %(role)s"),
        ("sign_in", "ended"): _l("Signed out"),
        ("user_account", "key made"): _l("Sent a way to choose a password: %(kind)s"),
        ("user_account", "opened"): _l("Account opened"),
        ("user_account", "password changed"): _l("Password changed"),
        ("user_account", "password given"): _l("Password given, second factor awaited"),
        ("user_account", "recovery code used"): _l("Recovery code used"),
        ("user_account", "recovery codes renewed"): _l("Recovery codes renewed"),
        ("user_account", "second factor enrolled"): _l("Second factor set up"),
        ("user_account", "second factor given"): _l("Second factor given"),
        ("user_account", "second factor taken off"): _l("Second factor taken off"),
        ("user_account", "signed in"): _l("Signed in"),
        ("user_account", "signed out elsewhere"): _l("Signed out in other browsers: %(browsers)s"),
    },
    fields={
        "acronym": _l("Acronym"),
        "city": _l("City"),
        "code": _l("Code"),
        "council_id": _l("Council"),
        "country": _l("Country"),
        "edition_id": _l("Edition"),
        "name": _l("Name"),
        "name_en": _l("Name in English"),
        "name_fr": _l("Name in French"),
        "person_id": _l("Person"),
        "role": _l("Role"),
        "short_name": _l("Short name"),
        "since": _l("Since"),
        "slug": _l("Name in addresses"),
        "specialty_id": _l("Specialty"),
        "state": _l("State"),
        "structure_id": _l("Structure"),
        "synthetic": UNTOLD,
        "until": _l("Until"),
        "council.parent_id": _l("Council above"),
        "council_record.section": _l("Section of the register"),
        "council_record.state": _l("Register of the Order"),
        **{f"person.{name}": label for name, label in FIELDS.items() if name not in POINTED_AT},
        "distinct_pair.one_id": _l("One record"),
        "distinct_pair.other_id": _l("The other record"),
        "person.merged_into_id": _l("Put together with"),
        "person_merge.changed": _l("What was changed"),
        "person_merge.dropped": _l("What both records said"),
        "person_merge.gone_id": _l("The record that went"),
        "person_merge.kept_id": _l("The record that stayed"),
        "person_merge.moved": _l("What moved"),
        "person_merge.undone_at": _l("Taken apart"),
        "person_merge.undone_by": _l("Taken apart by"),
        "person_word.word": UNTOLD,
        "post.function": _l("Function"),
        "post.title": _l("Title"),
        "at": _l("At"),
        "by": _l("Done by"),
        "council_record.sort_name": UNTOLD,
        "structure.kind": _l("Kind"),
        "user_account.created_at": _l("Opened"),
        "user_account.enabled": _l("May sign in"),
        "user_account.password_hash": _l("Password"),
        "user_id": _l("Account"),
    },
    values={RegisterState: REGISTER, Role: SAID_ROLES},
    spoken={
        "user_account.kind": lambda kind: KEYS.get(kind, kind),
    },
    names={
        Council: Named(lambda council: council.short_name),
        CouncilRecord: Named(lambda record: record.person.name),
        Merge: Named(lambda merge: merge.kept.name),
        Post: Named(lambda post: post.person.name, (joinedload(Post.person),)),
        Person: Named(lambda person: person.name),
        RoleHeld: Named(lambda held: held.user.person.name, (joinedload(RoleHeld.user).joinedload(User.person),)),
        SignIn: Named(lambda present: present.user.person.name),
        Specialty: Named(lambda specialty: specialty.name_fr),
        Structure: Named(lambda structure: structure.name),
        User: Named(lambda user: user.person.name),
    },
    readers={
        **dict.fromkeys(KINDS, (Can.SEE_PEOPLE,)),
        **dict.fromkeys(("role_held", "sign_in", "user_account"), (Can.GIVE_ROLES,)),
    },
)
