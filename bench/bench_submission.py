"""One autosave and one submission beside an empty page, in turns in one run: what authors cost the server."""

import itertools
import re
import sys
from typing import Any

from flask import Blueprint, Flask

from bench.measuring import demonstration, side_by_side, verdict
from core.access import public
from core.web import limiter
from tests.support.statements import counted

ADDRESS = "/e/js-segou-8/submit/"
blueprint = Blueprint("bench", __name__)


@blueprint.get("/bench/empty")
@public
def empty() -> str:
    """Answer with nothing."""
    return ""


def field(page: str, name: str) -> str:
    """Return what a hidden field of a page holds."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)
    return found[1] if found else ""


def typed(page: str, number: int) -> dict[str, Any]:
    """Return a whole abstract of two authors nobody knows."""
    specialty = re.search(r'<option value="(\d+)"', page)
    parts = {f"section-{key}": "mot " * 60 for key in ("introduction", "methods", "results", "conclusion")}
    return parts | {
        "csrf_token": field(page, "csrf_token"),
        "form_key": f"bench-{number}",
        "action": "submit",
        "title": f"Résumé {number}",
        "specialty": specialty[1] if specialty else "",
        "template": "original",
        "wish": "either",
        "keywords": "un, deux, trois",
        "presenter": "1",
        "declares_consent": "y",
        "authors-0-given_names": "Awa",
        "authors-0-family_name": f"Mesure-{number}",
        "authors-0-email": f"mesure{number}@courriel.example",
        "authors-1-given_names": "Moussa",
        "authors-1-family_name": f"Mesure-{number}",
    }


def measure(app: Flask) -> bool:
    """Print what each costs beside an empty page, and tell whether the targets were met."""
    client, numbers = app.test_client(), itertools.count(1)
    page = client.get(ADDRESS).text
    draft = re.search(r'data-draft="([^"]+)"', page)
    kept = typed(page, 0) | {"draft": draft[1] if draft else "", "draft_key": "bench"}

    def autosave() -> None:
        assert client.post("/drafts/", data=kept).status_code == 200  # noqa: S101 - else nothing is measured

    def submission() -> None:
        answer = client.post(ADDRESS, data=typed(page, next(numbers)))
        assert answer.headers["Location"].endswith("/receipt")  # noqa: S101 - else nothing is measured

    with counted() as of_autosave:
        autosave()
    with counted() as of_submission:
        submission()
    taken = side_by_side(empty=lambda: client.get("/bench/empty"), autosave=autosave, submission=submission)
    print(f"     an empty page {taken['empty']:.2f} ms")
    return all(
        [
            verdict("one autosave, × an empty page", taken["autosave"] / taken["empty"], 60),
            verdict("one submission, × an empty page", taken["submission"] / taken["empty"], 60),
            verdict("one autosave, statements", of_autosave.total, 15),
            verdict("one submission of two people nobody knew, queries", of_submission.reads, 15),
            verdict("one submission of two people nobody knew, statements in all", of_submission.total, 24),
        ]
    )


if __name__ == "__main__":
    with demonstration() as app:
        limiter.enabled = False
        app.register_blueprint(blueprint)
        sys.exit(0 if measure(app) else 1)
