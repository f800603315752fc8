"""What a call asks until its chair says otherwise."""

from typing import Any

from abstracts.models.rules import Wish

WISHES = [wish.value for wish in Wish]
DECLARATIONS = [
    {
        "key": "consent",
        "label_fr": "Tous les auteurs sont d’accord ; aucun patient n'est reconnaissable ; ce travail n’a pas été"
        " publié ailleurs",
        "label_en": "All authors agree; no patient can be recognised; the work has not been published elsewhere",
        "is_required": True,
    }
]
GRID: list[dict[str, Any]] = [
    {"key": "originality", "label_fr": "Originalité", "label_en": "Originality", "points": 4},
    {"key": "relevance", "label_fr": "Pertinence", "label_en": "Relevance", "points": 3},
    {"key": "methods", "label_fr": "Méthodologie", "label_en": "Methods", "points": 5},
    {"key": "results", "label_fr": "Résultats", "label_en": "Results", "points": 4},
    {"key": "clarity", "label_fr": "Clarté et respect des consignes", "label_en": "Clarity and format", "points": 3},
    {"key": "ethics", "label_fr": "Éthique", "label_en": "Ethics", "points": 1},
]
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
