"""What an abstract still lacks before it can be sent: one rule, one sentence, one name, one field to go to."""

from collections.abc import Iterator
from dataclasses import dataclass

from abstracts.models import Abstract, AnswerKind, Question, Template
from core import i18n
from core.i18n import gettext as _
from core.rich_text import bare, word_count

SECTION, DECLARES, ASKS = "section-", "declares_", "question_"  # before a key: the field of a part, a tick, an answer


@dataclass(frozen=True)
class Lack:
    """Something that keeps an abstract from being sent: the field to go to, what to say there, and its short name."""

    field: str
    sentence: str
    name: str


def lacks_of(abstract: Abstract) -> list[Lack]:
    """Return what keeps an abstract from being sent, in the order of the form."""
    return [*_of_work(abstract), *_of_text(abstract), *_of_authors(abstract), *_of_declarations(abstract)]


def sentence_of(names: list[str], most: int = 3) -> str:
    """Return « le titre, la spécialité et 4 autres points »: one sentence never becomes a list."""
    if not names:
        return ""
    shown = names if len(names) <= most + 1 else names[:most]
    rest = len(names) - len(shown)
    if rest:
        shown = [*shown, i18n.ngettext("%(num)d more thing", "%(num)d more things", rest)]
    if len(shown) == 1:
        return shown[0]
    return _("%(first)s and %(last)s", first=", ".join(shown[:-1]), last=shown[-1])


def _of_work(abstract: Abstract) -> Iterator[Lack]:
    rules = abstract.rules
    if not abstract.title:
        yield Lack("title", _("The title is missing."), _("the title"))
    if len(bare(abstract.title)) > rules.most_title_characters:
        sentence = _("The title is longer than %(most)d characters.", most=rules.most_title_characters)
        yield Lack("title", sentence, _("a shorter title"))
    if abstract.wish not in rules.wishes:
        yield Lack("wish", _("Say how you would like to present."), _("how you would like to present"))
    if rules.themes and abstract.theme not in {theme.key for theme in rules.themes}:
        yield Lack("theme", _("Choose a theme."), _("the theme"))
    if abstract.kind is None:
        yield Lack("template", _("Choose a kind of abstract."), _("the kind of abstract"))


def _of_text(abstract: Abstract) -> Iterator[Lack]:
    rules, kind, language = abstract.rules, abstract.kind, i18n.language()
    yield from _of_sections(abstract, kind)
    most = rules.most_words_of(kind)
    if abstract.words > most:
        sentence = _("The text has %(count)d words; the limit is %(most)d.", count=abstract.words, most=most)
        yield Lack("template", sentence, _("a shorter text"))
    few, many = rules.fewest_keywords, rules.most_keywords
    if not few <= len(abstract.keywords) <= many:
        sentence = _("Give %(few)d to %(many)d keywords.", few=few, many=many)
        yield Lack("keywords", sentence, _("%(few)d to %(many)d keywords", few=few, many=many))
    for question in rules.questions_for(abstract.template):
        if sentence := _unanswered(question, abstract.answers.get(question.key)):
            yield Lack(f"{ASKS}{question.key}", sentence, _("“%(name)s”", name=question.label(language)))


def _of_sections(abstract: Abstract, kind: Template | None) -> Iterator[Lack]:
    for section in kind.sections if kind else ():
        name = section.label(i18n.language())
        count = word_count(str(abstract.sections.get(section.key, "")))
        if not count:
            yield Lack(
                f"{SECTION}{section.key}", _("The section “%(name)s” is empty.", name=name), _("“%(name)s”", name=name)
            )
        if section.most_words and count > section.most_words:
            sentence = _(
                "The section “%(name)s” has %(count)d words; its limit is %(most)d.",
                name=name,
                count=count,
                most=section.most_words,
            )
            yield Lack(f"{SECTION}{section.key}", sentence, _("a shorter “%(name)s”", name=name))


def _unanswered(question: Question, answer: object) -> str:
    name = question.label(i18n.language())
    if answer in (None, ""):
        return _("Answer “%(name)s”.", name=name) if question.is_required else ""
    if question.kind is AnswerKind.CHOICE and answer not in question.choices:
        return _("Choose one of the answers to “%(name)s”.", name=name)
    return ""


def _of_authors(abstract: Abstract) -> Iterator[Lack]:
    if not abstract.authors:
        yield Lack("presenter", _("Name at least one author."), _("an author"))
    elif sum(author.is_presenter for author in abstract.authors) != 1:
        yield Lack("presenter", _("Say which one of the authors presents."), _("who presents"))


def _of_declarations(abstract: Abstract) -> Iterator[Lack]:
    wanted = [each for each in abstract.rules.declarations if each.is_required and each.key not in abstract.declared]
    for each in wanted:
        name = _("the declaration") if len(wanted) == 1 else _("the declarations")
        yield Lack(f"{DECLARES}{each.key}", _("Confirm the declaration in the name of all authors."), name)
