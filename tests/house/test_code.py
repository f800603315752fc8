"""What the code promises about itself: one commit, a foundation without the field's words, jobs that exist."""

import ast
import inspect
import pkgutil
import re

import pytest

from tests.support.sources import PACKAGES, calls, identifiers, imported, modules, texts

DOTTED = re.compile(r"^[a-z_]+(\.[a-z_]+)*:[a-z_]+$")
WORDS_OF_THE_FIELD = frozenset(
    [
        "abstract",
        "abstracts",
        "accreditation",
        "attendance",
        "attestation",
        "attestations",
        "author",
        "authors",
        "badge",
        "badges",
        "call",
        "calls",
        "category",
        "certificate",
        "certificates",
        "chair",
        "committee",
        "committees",
        "communication",
        "conference",
        "consultation",
        "council",
        "councils",
        "credit",
        "credits",
        "deadline",
        "decision",
        "delegate",
        "doctor",
        "doctors",
        "edition",
        "editions",
        "keynote",
        "medical",
        "medicine",
        "participant",
        "participants",
        "participation",
        "participations",
        "partner",
        "partners",
        "patient",
        "patron",
        "physician",
        "poster",
        "posters",
        "presentation",
        "presentations",
        "presenter",
        "problem",
        "programme",
        "programmes",
        "receipt",
        "recommendation",
        "registration",
        "registrations",
        "reviewer",
        "reviewers",
        "review",
        "reviews",
        "room",
        "rooms",
        "scan",
        "scans",
        "scientific",
        "specialty",
        "speaker",
        "sponsor",
        "submission",
        "submissions",
        "symposium",
        "symposiums",
        "tariff",
        "treasurer",
        "workshop",
        "workshops",
    ]
)
# Names with a word of the field in them that mean something else here.
OUR_OWN = {
    "call": "what is run after a commit",
    "doctor": "the command that examines the invariants",
    "authors": "a property every PDF has, emptied",
    "has_room": "the disk has",
}


def words_of(identifier: str) -> set[str]:
    """Return the words an identifier is made of, in snake_case or CamelCase."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", identifier)}


def test_commit_is_called_once():
    found = [name for name, tree in modules().items() for _call in calls(tree, "commit")]

    assert found == ["core/db.py"]


def test_nobody_imports_the_application():
    found = [name for name, tree in modules(*PACKAGES).items() if "app" in imported(tree)]

    assert found == []


def test_the_foundation_has_no_word_of_the_field_in_its_names():
    found = {
        f"{name}: {identifier}"
        for name, tree in modules("core").items()
        for identifier in identifiers(tree)
        if identifier not in OUR_OWN and words_of(identifier) & WORDS_OF_THE_FIELD
    }

    assert sorted(found) == []


def test_the_environment_is_read_in_one_place():
    reads = ("environ", "getenv", "putenv")
    found = {name for name, tree in modules().items() for identifier in identifiers(tree) if identifier in reads}

    assert found == {"config.py"}


def test_requests_and_sessions_are_unknown_to_services_and_below():
    web = ("flask.request", "request", "session", "current_user")
    layers = ("services", "queries", "models", "states", "permissions", "mails", "documents", "exports")
    found = [
        f"{name}: {alias.name}"
        for name, tree in modules().items()
        if any(f"/{layer}" in name for layer in layers)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in ("flask", "flask_login")
        for alias in node.names
        if alias.name in web
    ]

    assert found == []


def test_addresses_are_never_built_from_what_a_visitor_says_of_the_host():
    found = [
        f"{name}: {node.attr if isinstance(node, ast.Attribute) else node.arg}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if ((isinstance(node, ast.Attribute) and node.attr in ("host", "host_url", "url_root", "base_url"))
        and isinstance(node.value, ast.Name) and node.value.id == "request")
        or (isinstance(node, ast.keyword) and node.arg == "_external")
    ]  # fmt: skip

    assert found == []


def test_no_text_is_marked_as_safe_html():
    """`Markup("").join(…)` puts together what is safe already; six tags are ours; else it could be anybody's text."""
    tags = {f"Markup('<{slash}{name}>')" for slash in ("", "/") for name in ("i", "sup", "sub")}
    found = [
        f"{name}, line {call.lineno}: {ast.unparse(call)}"
        for name, tree in modules().items()
        for call in calls(tree, "Markup")
        if ast.unparse(call) not in {"Markup('')", *tags}
    ]

    assert found == []


# ── Jobs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def names_of_work() -> list[tuple[str, str]]:
    """Return every dotted name of a function in a text, with the module that says it."""
    return [(name, text) for name, tree in modules().items() for text in texts(tree) if DOTTED.match(text)]


@pytest.mark.parametrize(("module", "name"), names_of_work())
def test_what_is_called_by_name_exists(module, name):
    found = pkgutil.resolve_name(name)

    assert callable(found), f"{module} speaks of {name}"


def test_every_job_is_given_what_it_takes():
    wrong = []
    for name, tree in modules().items():
        for call in calls(tree, "enqueue"):
            if not (call.args and isinstance(call.args[0], ast.Constant)):
                continue  # the name is handed on, see below
            taken = inspect.signature(pkgutil.resolve_name(call.args[0].value))
            given = {keyword.arg: None for keyword in call.keywords if keyword.arg not in ("key", "at")}
            try:
                taken.bind(**given)
            except TypeError as error:
                wrong.append(f"{name}, line {call.lineno}: {call.args[0].value}: {error}")

    assert wrong == []


def test_a_job_is_named_in_full_where_it_is_asked_for():
    handed_on = {
        name
        for name, tree in modules().items()
        for call in calls(tree, "enqueue")
        if not (call.args and isinstance(call.args[0], ast.Constant))
    }

    assert handed_on <= {"registration/views/papers.py"}, "its callers name the job, and names are looked up above"
    assert len(names_of_work()) > 4
