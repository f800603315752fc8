"""What a call asks of its authors, as data: kinds of text with their parts, declarations, questions, themes, limits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from core.i18n import gettext as _
from core.rich_text import word_count


class Wish(StrEnum):
    """How the authors would like to present."""

    ORAL = "oral"
    POSTER = "poster"
    EITHER = "either"


class AnswerKind(StrEnum):
    """What a question of the call is answered by."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"


@dataclass(frozen=True)
class Labelled:
    """Something a call names, in French and, where somebody wrote it, in English."""

    key: str
    label_fr: str
    label_en: str = ""

    def label(self, language: str) -> str:
        """Return the name in a language; French where English was not written."""
        return self.label_en if language == "en" and self.label_en else self.label_fr


@dataclass(frozen=True)
class Section(Labelled):
    """One part of a kind of text, with a limit of its own if it has one."""

    most_words: int | None = None


@dataclass(frozen=True)
class Template(Labelled):
    """The parts a text of one kind is made of, with a limit of its own where it is not the call's."""

    sections: tuple[Section, ...] = ()
    most_words: int | None = None


@dataclass(frozen=True)
class Declaration(Labelled):
    """What authors declare by a tick."""

    is_required: bool = True


@dataclass(frozen=True)
class Theme(Labelled):
    """One of the themes an abstract may be filed under."""


@dataclass(frozen=True)
class Criterion(Labelled):
    """One line of a grid, with the most points it gives."""

    points: int = 1


@dataclass(frozen=True)
class Question(Labelled):
    """What a call asks besides: of all texts or of some kinds, seen by the reviewers or not."""

    kind: AnswerKind = AnswerKind.TEXT
    choices: tuple[str, ...] = ()
    is_required: bool = False
    templates: tuple[str, ...] = ()
    for_reviewers: bool = False

    def is_for(self, template: str) -> bool:
        """Tell whether a kind of text is asked this."""
        return not self.templates or template in self.templates

    def said(self, answer: object) -> str:
        """Return an answer as one reads it."""
        if isinstance(answer, bool):
            return _("Yes") if answer else _("No")
        return "" if answer is None else str(answer)


@dataclass(frozen=True)
class Rules:
    """All that a call asks, as it stood under one number."""

    number: int
    most_words: int
    most_title_characters: int
    fewest_keywords: int
    most_keywords: int
    most_per_author: int
    most_files: int
    templates: tuple[Template, ...]
    wishes: tuple[Wish, ...]
    declarations: tuple[Declaration, ...]
    questions: tuple[Question, ...]
    themes: tuple[Theme, ...]
    grid: tuple[Criterion, ...]

    @property
    def most_points(self) -> int:
        """Return the most points the reviewing grid can give: 20, unless the call says otherwise."""
        return sum(criterion.points for criterion in self.grid)

    def template(self, key: str) -> Template | None:
        """Return one kind of text by its key."""
        return next((template for template in self.templates if template.key == key), None)

    def most_words_of(self, template: Template | None) -> int:
        """Return how many words a text of one kind may have."""
        return (template and template.most_words) or self.most_words

    def questions_for(self, template: str) -> list[Question]:
        """Return what a kind of text is asked besides."""
        return [question for question in self.questions if question.is_for(template)]

    def answers(self, template: str, given: Mapping[str, Any], *, of_reviewers: bool) -> list[tuple[Question, str]]:
        """Return the questions that were answered with the words of each answer; for reviewers, those they may see."""
        return [
            (question, said)
            for question in self.questions_for(template)
            if (question.for_reviewers or not of_reviewers) and (said := question.said(given.get(question.key)))
        ]


KEPT = tuple(each.name for each in fields(Rules) if each.name != "number")
KEPT_LATER = {"most_files": 0}  # what rules said that were kept before it could be asked


def rules_of(number: int, kept: Mapping[str, Any]) -> Rules:
    """Return the rules that a row keeps as columns or as JSON."""
    plain = {name: kept[name] for name in KEPT if name in kept}
    return Rules(
        number=number,
        **KEPT_LATER
        | plain
        | {
            "templates": tuple(_template(row) for row in kept["templates"]),
            "wishes": tuple(Wish(value) for value in kept["wishes"]),
            "declarations": tuple(Declaration(**row) for row in kept["declarations"]),
            "questions": tuple(_question(row) for row in kept["questions"]),
            "themes": tuple(Theme(**row) for row in kept["themes"]),
            "grid": tuple(Criterion(**row) for row in kept["grid"]),
        },
    )


def _template(row: Mapping[str, Any]) -> Template:
    return Template(**{**row, "sections": tuple(Section(**section) for section in row["sections"])})


def _question(row: Mapping[str, Any]) -> Question:
    lists = {name: tuple(row.get(name, ())) for name in ("choices", "templates")}
    return Question(**{**row, **lists, "kind": AnswerKind(row["kind"])})


def plain_rows(things: Iterable[Labelled]) -> list[dict[str, Any]]:
    """Return what a call names as it is kept, a limit that is not set left out."""
    return [{name: _plain(value) for name, value in vars(each).items() if value is not None} for each in things]


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return plain_rows(value) if value and isinstance(value[0], Labelled) else list(value)
    return value.value if isinstance(value, StrEnum) else value


def total_words(texts: Iterable[object]) -> int:
    """Return how many words some texts have together."""
    return sum(word_count(str(text)) for text in texts)


def names_of(things: Sequence[Labelled], keys: Iterable[str], language: str) -> list[str]:
    """Return the names of those of some things whose keys are given, in the order of the call."""
    wanted = set(keys)
    return [each.label(language) for each in things if each.key in wanted]
