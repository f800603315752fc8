"""What is wrong with a programme: the one function of clashes beside an empty page of the same application.

Ségou with its 198 presentations, and ten times as many in fifteen rooms over four days. Milliseconds depend on the
machine; ratios do not.
"""

import sys
from dataclasses import replace

from flask import Blueprint, Flask

from bench.measuring import ask, demonstration, side_by_side, verdict
from conference.models import SessionKind
from conference.queries.editions import find_edition
from conference.queries.plans import plan_of
from conference.timetable.clashes import clashes
from conference.timetable.feasibility import feasibility
from conference.timetable.hours import frame
from conference.timetable.plan import Block, Plan
from core.access import public
from tests.support.plans import large

blueprint = Blueprint("bench", __name__)


@blueprint.get("/bench/empty")
@public
def empty() -> str:
    """Answer with nothing: what every page of this application costs before it says anything."""
    return ""


def filled(plan: Plan) -> Plan:
    """Return a programme whose talks are poured into its free hours as they come: many things are wrong with it."""
    waiting, most = [item.id for item in plan.waiting], plan.rules.most_talks
    blocks = [
        Block(
            1_000 + place,
            SessionKind.FREE_PAPERS,
            "",
            cell.span,
            cell.room,
            items=tuple(waiting[place * most :][:most]),
        )
        for place, cell in enumerate(frame(plan).cells)
    ]
    return replace(plan, blocks=(*plan.blocks, *blocks))


def measure(app: Flask) -> bool:
    """Print the figures and tell whether every target was met."""
    with app.test_request_context("/"):
        segou = plan_of(find_edition("js-segou-2024"))
    many = filled(large())
    if len(many.waiting) or not clashes(many):
        raise SystemExit("nothing to measure: the large programme is empty or perfect")
    cpu = side_by_side(
        empty=lambda: ask(app, "/bench/empty", accept_encoding="br"),
        small=lambda: clashes(segou),
        large=lambda: clashes(many),
        account=lambda: feasibility(segou),
    )
    print(f"     {len(segou.items)} and {len(many.items)} presentations, {len(clashes(many))} clashes in the large one")
    print("     CPU of one: " + ", ".join(f"{name} {taken:.2f} ms" for name, taken in cpu.items()))
    return all([
        verdict("clashes of Ségou", cpu["small"], 20, " ms"),
        verdict("clashes of ten times as many", cpu["large"], 300, " ms"),
        verdict("clashes of Ségou, × an empty page", cpu["small"] / cpu["empty"], 20),
        verdict("clashes of ten times as many, × an empty page", cpu["large"] / cpu["empty"], 300),
        verdict("the account in minutes, × an empty page", cpu["account"] / cpu["empty"], 10),
    ])  # fmt: skip


if __name__ == "__main__":
    with demonstration() as app:
        app.register_blueprint(blueprint)
        sys.exit(0 if measure(app) else 1)
