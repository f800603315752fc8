"""Whatever can be set, sent, permitted or reached is written down where people look for it."""

import dataclasses
import importlib
import importlib.util
import re

import pytest

import config
from core.db import Base
from people.models import Role
from tests.house.test_templates import mails_sent
from tests.support.installation import ROOT
from tests.support.sources import PACKAGES, modules, texts

DOCS = ROOT / "docs"
REFERENCE = ("glossary.md", "reference.md")
SETTINGS_OF_THE_TESTS = {"BALANZAN_CHROMIUM"}
COMMANDS_OF_EXTENSIONS = {"limiter"}  # Flask-Limiter adds it unasked


def read(*names: str) -> str:
    """Return what some pages of docs/ say; a page that is not there says nothing."""
    return "\n".join((DOCS / name).read_text(encoding="utf-8") for name in names if (DOCS / name).exists())


def is_written(word: str, text: str) -> bool:
    """Tell whether a word stands in a text as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


def settings() -> set[str]:
    """Return the variables config.py reads."""
    return {text for text in texts(modules()["config.py"]) if re.fullmatch(r"BALANZAN_[A-Z_]+|DATABASE_URL", text)}


def permissions() -> set[str]:
    """Return every permission of every package."""
    found = set()
    for package in PACKAGES:
        if importlib.util.find_spec(package) and importlib.util.find_spec(f"{package}.permissions"):
            module = importlib.import_module(f"{package}.permissions")
            found |= {permission.value for permission in getattr(module, "Can", ())}
    return found


def states() -> dict[str, list[str]]:
    """Return the states of everything that has some, by the name of the enumeration."""
    enums = {
        value
        for mapper in Base.registry.mappers
        for column in mapper.local_table.columns
        if (value := getattr(column.type, "enum_class", None)) and column.name == "state"
    }
    return {enum.__name__: [member.value for member in enum] for enum in sorted(enums, key=lambda enum: enum.__name__)}


def commands() -> set[str]:
    """Return the commands of `balanzan`."""
    from click import Context  # noqa: PLC0415 - the same

    from app import cli  # noqa: PLC0415 - only this check needs the command line

    return set(cli.list_commands(Context(cli))) - COMMANDS_OF_EXTENSIONS


@pytest.mark.parametrize("name", sorted(settings()))
def test_every_setting_is_in_the_settings_page(name):
    assert is_written(name, read("settings.md")), f"docs/settings.md does not speak of {name}"


def test_the_settings_page_speaks_of_no_setting_that_is_not_read():
    said = set(re.findall(r"BALANZAN_[A-Z_]+", read("settings.md")))

    assert said - settings() - SETTINGS_OF_THE_TESTS == set()


def test_every_field_of_the_configuration_is_read_from_somewhere_or_said_to_be_fixed():
    given = set(re.findall(r"^\s+(\w+)=", (ROOT / "config.py").read_text(encoding="utf-8"), re.MULTILINE))
    fixed = {"largest_request"}

    assert {field.name for field in dataclasses.fields(config.Config)} - given == fixed


@pytest.mark.parametrize("name", sorted(permissions()))
def test_every_permission_is_explained(name):
    assert is_written(name, read(*REFERENCE)), f"neither docs/glossary.md nor docs/reference.md explains {name}"


@pytest.mark.parametrize("name", sorted(role.value for role in Role))
def test_every_role_is_explained(name):
    assert is_written(name, read(*REFERENCE)), f"neither docs/glossary.md nor docs/reference.md explains {name}"


@pytest.mark.parametrize("folder", sorted(mails_sent()))
def test_every_mail_is_listed(folder):
    kind = folder.rsplit("/", maxsplit=1)[-1]
    text = read(*REFERENCE)

    assert is_written(kind, text) or is_written(folder, text), f"docs/reference.md does not list the mail {folder}"


@pytest.mark.parametrize(("noun", "values"), sorted(states().items()))
def test_every_state_is_explained(noun, values):
    missing = [value for value in values if not is_written(value, read(*REFERENCE))]

    assert missing == [], f"neither docs/glossary.md nor docs/reference.md explains these of {noun}"


def test_every_command_is_explained():
    pages = "\n".join(
        path.read_text(encoding="utf-8") for path in [*DOCS.rglob("*.md"), ROOT / "README.md"] if path.exists()
    )
    missing = [name for name in sorted(commands()) if not is_written(f"balanzan {name}", pages)]

    assert missing == []


def test_the_changelog_says_what_is_not_released_yet_or_when_it_was():
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert heads
    assert re.search(r"unreleased|\d{4}-\d{2}-\d{2}", heads[0], re.IGNORECASE)


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in [
        *DOCS.rglob("*.md"),
        *(ROOT / name for name in ("README.md", "CHANGELOG.md") if (ROOT / name).exists()),
    ]:
        targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        near = [target for target in targets if not re.match(r"[a-z]+:", target)]
        broken += [f"{page.relative_to(ROOT)}: {target}" for target in near if not (page.parent / target).exists()]

    assert broken == []
