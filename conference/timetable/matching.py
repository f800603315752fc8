"""Giving each of some the best of others, each at most once: a linear assignment."""

from collections.abc import Mapping, Sequence

from ortools.graph.python.linear_sum_assignment import SimpleLinearSumAssignment

NOBODY = 10**10


def best_match(prices: Sequence[Mapping[int, int]]) -> list[int | None]:
    """Return for each what it gets, nothing twice, at the least price together; nothing when nothing is left for it.

    `prices` says for each what it may get and what that costs.
    """
    things = sorted({thing for each in prices for thing in each})
    nodes = {thing: place for place, thing in enumerate(things)}
    solver = SimpleLinearSumAssignment()
    rows, columns = len(prices), len(things)
    for row, each in enumerate(prices):
        for thing, price in each.items():
            solver.add_arc_with_cost(row, nodes[thing], price)
        solver.add_arc_with_cost(row, columns + row, NOBODY)
    for spare in range(columns):  # as many on the left as on the right: what nobody gets goes to nobody
        for right in range(columns + rows):
            solver.add_arc_with_cost(rows + spare, right, 0)
    if not rows or solver.solve() != solver.OPTIMAL:
        return [None] * rows
    given = (solver.right_mate(row) for row in range(rows))
    return [things[right] if right < columns else None for right in given]
