"""Calls, abstracts, assignments and reviews; and what authors type."""

from datetime import UTC, datetime

import factory
from factory import LazyAttribute, SelfAttribute, Sequence, SubFactory

from abstracts.models import Abstract, AbstractAuthor, AbstractState, Assignment, Call, DecisionOutcome, Review
from abstracts.services.authors import AuthorGiven
from abstracts.services.submission import Content
from people.services.persons import Introduction
from tests.factories.base import RowFactory
from tests.factories.conference import EditionFactory
from tests.factories.people import PersonFactory, SpecialtyFactory

OPENS = datetime(2024, 3, 1, tzinfo=UTC)
CLOSES = datetime(2024, 5, 16, tzinfo=UTC)  # 15 May 2024 at 23:59:59 in Bamako is the last second
IN_TIME = datetime(2024, 4, 1, 9, tzinfo=UTC)
TEMPLATE = {
    "key": "original",
    "label_fr": "Étude originale",
    "label_en": "Original study",
    "sections": [
        {"key": "introduction", "label_fr": "Introduction", "label_en": "Introduction"},
        {"key": "results", "label_fr": "Résultats", "label_en": "Results"},
    ],
}
GRID = [
    {"key": "originality", "label_fr": "Originalité", "label_en": "Originality", "points": 4},
    {"key": "clarity", "label_fr": "Clarté", "label_en": "Clarity", "points": 3},
]


class CallFactory(RowFactory):
    """A call until 15 May 2024, 23:59:59: 300 words, three abstracts an author."""

    class Meta:
        model = Call

    edition = SubFactory(EditionFactory)
    opens_at = OPENS
    closes_at = CLOSES
    most_words = 300
    most_per_author = 3
    templates = LazyAttribute(lambda _made: [TEMPLATE])
    grid = LazyAttribute(lambda _made: GRID)


class IntroductionFactory(factory.Factory[Introduction]):
    """What somebody says of themselves."""

    class Meta:
        model = Introduction

    given_names = "Awa"
    family_name = Sequence(lambda number: f"Diallo-{number}")


class AuthorGivenFactory(factory.Factory[AuthorGiven]):
    """An author as typed; `who__email` and the like say more of them."""

    class Meta:
        model = AuthorGiven
        rename = {"who": "introduction"}

    who = SubFactory(IntroductionFactory)
    is_presenter = False


class ContentFactory(factory.Factory[Content]):
    """A complete abstract of one author, as the form says it."""

    class Meta:
        model = Content

    title = "Paludisme grave de l’enfant à Ségou"
    template = "original"
    specialty = SubFactory(SpecialtyFactory)
    sections = LazyAttribute(lambda _made: {"introduction": "Décrire les cas.", "results": "Nous avons vu 126 cas."})
    keywords = ("paludisme", "enfant", "Ségou")
    declared = ("consent",)
    authors = LazyAttribute(lambda _made: [AuthorGivenFactory(is_presenter=True)])


class AbstractFactory(RowFactory):
    """An abstract that was sent; `others` sign after the presenter, who submitted it."""

    class Meta:
        model = Abstract

    class Params:
        presenter = SubFactory(PersonFactory)
        others = ()

    call = SubFactory(CallFactory)
    code = Sequence(lambda number: f"A-{number:06d}")
    template = "original"
    title = Sequence(lambda number: f"Étude {number:04d}")
    specialty = SubFactory(SpecialtyFactory)
    sections = LazyAttribute(lambda _made: {"introduction": "Décrire les cas.", "results": "Nous avons vu 126 cas."})
    keywords = LazyAttribute(lambda _made: ["paludisme", "enfant", "Ségou"])
    declared = LazyAttribute(lambda _made: ["consent"])
    state = AbstractState.SUBMITTED
    submitter = SelfAttribute("presenter")
    created_at = IN_TIME
    submitted_at = LazyAttribute(lambda made: None if made.state is AbstractState.DRAFT else IN_TIME)
    authors = LazyAttribute(
        lambda made: [
            AbstractAuthor(person=person, position=place, is_presenter=place == 1)
            for place, person in enumerate([made.presenter, *made.others], start=1)
        ]
    )


class AssignmentFactory(RowFactory):
    """Somebody is to read an abstract."""

    class Meta:
        model = Assignment

    abstract = SubFactory(AbstractFactory)
    reviewer = SubFactory(PersonFactory)
    assigned_at = IN_TIME


class ReviewFactory(RowFactory):
    """Somebody has read an abstract, and proposes to hear it."""

    class Meta:
        model = Review

    assignment = SubFactory(AssignmentFactory)
    scores = LazyAttribute(lambda made: {"originality": made.total, "clarity": 0})
    total = 4
    proposal = DecisionOutcome.ORAL
    comment = ""
    note = ""
    sent_at = IN_TIME
