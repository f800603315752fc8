"""Every template: it parses, it is used, all it names exists, and it holds nothing inline and nothing foreign."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import nodes

from tests.support.installation import ROOT
from tests.support.sources import calls, modules, texts

FOLDER = ROOT / "templates"
NAMES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
PAGES = [name for name in NAMES if name.endswith(".html") and "/documents/" not in name]
MAILS = sorted({Path(name).parent.as_posix() for name in NAMES if "/mail/" in name})
PARTS_OF_A_MAIL = {"subject.txt", "body.txt", "sms.txt"}
NOT_OURS = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/)[a-z0-9.-]+\.[a-z]{2,}""", re.IGNORECASE)
FORBIDDEN = {
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE),
    "an inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "a script in an attribute": re.compile(r"""[\s"']on[a-z]+\s*=\s*["'{]|\bhx-on\b""", re.IGNORECASE),
    "a script as an address": re.compile(r"javascript:", re.IGNORECASE),
    "another host": NOT_OURS,
}


def source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def environment(goldens, tmp_path_factory):
    """The application's own template environment."""
    from tests.support.installation import close_app, open_app  # noqa: PLC0415 - the other checks read files only

    app = open_app(goldens.copy("sqlite", "empty", tmp_path_factory.mktemp("templates")))
    yield app.jinja_env
    close_app(app)


@pytest.fixture(scope="module")
def trees(environment):
    """Every template, parsed."""
    return {name: environment.parse(source(name), name) for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_a_template_can_be_compiled(environment, name):
    environment.compile(source(name), name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_nothing_inline_and_nothing_foreign(name):
    found = [
        f"{what}, line {number}: {line.strip()[:100]}"
        for number, line in enumerate(source(name).splitlines(), 1)
        for what, pattern in FORBIDDEN.items()
        if pattern.search(line)
    ]

    assert found == []


def test_nothing_typed_by_somebody_is_shown_as_html(trees):
    found = [
        f"{name}, line {node.lineno}: {getattr(node, 'name', node)}"
        for name, tree in trees.items()
        for node in tree.find_all((nodes.Filter, nodes.ScopedEvalContextModifier, nodes.MarkSafe))
        if not isinstance(node, nodes.Filter) or node.name in ("safe", "forceescape", "tojson")
    ]

    assert found == []


def test_pages_escape_and_mails_do_not(environment):
    assert environment.autoescape("people/page.html") is True
    assert environment.autoescape("abstracts/mail/received/body.txt") is False


def said_names(tree) -> set[str]:
    """Return the templates another one extends, includes or imports by a plain name."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    return {
        node.template.value
        for node in tree.find_all(kinds)
        if isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
    }


def test_everything_a_template_names_exists(trees):
    missing = {f"{name}: {wanted}" for name, tree in trees.items() for wanted in said_names(tree) - set(NAMES)}

    assert missing == set()


def test_a_macro_that_is_imported_is_there_and_is_used(trees):
    wrong = []
    for name, tree in trees.items():
        loaded = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        for node in tree.find_all(nodes.FromImport):
            offered = {macro.name for macro in trees[node.template.value].find_all(nodes.Macro)}
            for wanted in node.names:
                original, known_as = wanted if isinstance(wanted, tuple) else (wanted, wanted)
                if original not in offered:
                    wrong.append(f"{name}: {node.template.value} has no {original}")
                if known_as not in loaded:
                    wrong.append(f"{name}: {known_as} is imported and not used")

    assert wrong == []


def test_every_template_that_code_names_exists():
    named = {
        f"{module}: {text}"
        for module, tree in modules().items()
        for text in texts(tree)
        if re.fullmatch(r"[a-z_]+(/[a-z_-]+)+\.(html|txt)", text) and text not in NAMES
    }
    rendered = {
        f"{module}, line {call.lineno}: {call.args[0].value}"
        for module, tree in modules().items()
        for call in calls(tree, "render_template", "get_template", "Block")
        if call.args and isinstance(call.args[0], ast.Constant)
        if isinstance(call.args[0].value, str) and call.args[0].value not in NAMES
    }

    assert named | rendered == set()


@pytest.mark.parametrize("folder", MAILS)
def test_a_mail_has_its_three_parts_and_nothing_else(folder):
    assert {path.name for path in (FOLDER / folder).iterdir()} == PARTS_OF_A_MAIL
    assert len(source(f"{folder}/subject.txt").strip().splitlines()) == 1


def mails_sent():
    """Return the folders of texts that code composes messages from."""
    said = set()
    for module, tree in modules().items():
        package = module.split("/")[0]
        for call in calls(tree, "compose", "_post", "_post_of_role"):
            if call.args and isinstance(call.args[0], ast.Constant):
                name = call.args[0].value
                said.add(name if "/" in name else f"{package}/mail/{name}")
    return said


def test_every_mail_that_is_sent_has_its_texts_and_every_text_is_sent():
    assert mails_sent() == set(MAILS)


def test_every_template_is_used(trees):
    by_code = {text for tree in modules().values() for text in texts(tree)}
    by_templates = {wanted for tree in trees.values() for wanted in said_names(tree)}
    composed = [pattern for tree in modules().values() for pattern in names_put_together(tree)]
    a_kit_for_pages_to_come = {name for name in NAMES if name.startswith("ui/")}

    unused = set(NAMES) - by_code - by_templates - a_kit_for_pages_to_come

    assert {name for name in unused if not any(pattern.fullmatch(name) for pattern in composed)} == set()


def names_put_together(tree):
    """Return what the f-strings of a module that look like a template's name may come to."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            if isinstance(parts[-1], str) and parts[-1].endswith((".html", ".txt")):
                found.append(re.compile("".join(".+" if part is None else re.escape(part) for part in parts)))
    return found


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_asset_a_template_names_exists(trees, empty_app):
    wanted = {
        (name, call.args[0].value)
        for name, tree in trees.items()
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "asset" and isinstance(call.args[0], nodes.Const)
    }
    missing = [pair for pair in sorted(wanted) if pair[1] not in empty_app.extensions["assets"]]

    assert wanted
    assert missing == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_address_a_template_builds_exists(environment, trees, empty_app):
    endpoints = {rule.endpoint: rule.arguments for rule in empty_app.url_map.iter_rules()}
    wrong = []
    for name, tree in trees.items():
        for call in tree.find_all(nodes.Call):
            if (
                isinstance(call.node, nodes.Name)
                and call.node.name == "url_for"
                and isinstance(call.args[0], nodes.Const)
            ):
                endpoint = call.args[0].value
                given = {keyword.key for keyword in call.kwargs}
                if endpoint not in endpoints:
                    wrong.append(f"{name}, line {call.lineno}: there is no {endpoint}")
                elif call.dyn_kwargs is None and endpoints[endpoint] - given:
                    wrong.append(f"{name}, line {call.lineno}: {endpoint} needs {endpoints[endpoint] - given}")

    assert wrong == []


def test_a_day_is_asked_for_in_one_way_on_every_page():
    """By core.forms.DayField: the browser's own field sets days in the order of the browser's language."""
    native = [name for name in NAMES if re.search(r"""type=["']date["']""", (FOLDER / name).read_text())]
    plain = [form for form in ROOT.glob("*/forms*") for form in [form, *form.glob("*.py")]
             if form.is_file() and re.search(r"\bDateField\(", form.read_text())]  # fmt: skip

    assert (native, plain) == ([], [])
