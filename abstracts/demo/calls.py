"""The rules of the demonstration's calls: two templates and the grid out of twenty."""

from datetime import datetime
from typing import Any

from abstracts.models import Call
from conference.models import Edition

TEMPLATES: list[dict[str, Any]] = [
    {
        "key": "original",
        "label_fr": "Étude originale",
        "label_en": "Original study",
        "sections": [
            {"key": "introduction", "label_fr": "Introduction et objectif", "label_en": "Introduction and objective"},
            {"key": "methods", "label_fr": "Patients et méthodes", "label_en": "Patients and methods"},
            {"key": "results", "label_fr": "Résultats", "label_en": "Results"},
            {"key": "conclusion", "label_fr": "Conclusion", "label_en": "Conclusion"},
        ],
    },
    {
        "key": "case",
        "label_fr": "Cas clinique",
        "label_en": "Clinical case",
        "sections": [
            {"key": "introduction", "label_fr": "Introduction", "label_en": "Introduction"},
            {"key": "observation", "label_fr": "Observation", "label_en": "Observation"},
            {"key": "discussion", "label_fr": "Discussion et conclusion", "label_en": "Discussion and conclusion"},
        ],
    },
]
GRID: list[dict[str, Any]] = [
    {"key": "originality", "label_fr": "Originalité", "label_en": "Originality", "points": 4},
    {"key": "relevance", "label_fr": "Pertinence", "label_en": "Relevance", "points": 3},
    {"key": "methods", "label_fr": "Méthodologie", "label_en": "Methods", "points": 5},
    {"key": "results", "label_fr": "Résultats", "label_en": "Results", "points": 4},
    {"key": "clarity", "label_fr": "Clarté et respect des consignes", "label_en": "Clarity and format", "points": 3},
    {"key": "ethics", "label_fr": "Éthique", "label_en": "Ethics", "points": 1},
]


def call(edition: Edition, opens_at: datetime, closes_at: datetime) -> Call:
    """Return the call of an edition."""
    return Call(edition=edition, opens_at=opens_at, closes_at=closes_at, templates=TEMPLATES, grid=GRID)
