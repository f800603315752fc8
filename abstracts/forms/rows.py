"""Lines of a form that can be put in another order with a button, with or without a script."""

from wtforms import FieldList
from wtforms.form import BaseForm


def moved(lines: FieldList, asked: str) -> dict[int, int]:
    """Put one line up or down (`raise-3`, `lower-3`, counted from one); return which lines changed places."""
    what, _dash, number = asked.partition("-")
    here = int(number) - 1 if number.isdecimal() else -1
    there = here + {"raise": -1, "lower": 1}.get(what, 0)
    if here == there or not (0 <= here < len(lines) and 0 <= there < len(lines)):
        return {}
    one, other = lines[here].form, lines[there].form
    _swap(one, other)
    return {here + 1: there + 1, there + 1: here + 1}


def _swap(one: BaseForm, other: BaseForm) -> None:
    for left, right in zip(one, other, strict=True):
        left.data, right.data = right.data, left.data
        left.raw_data, right.raw_data = right.raw_data, left.raw_data
        left.errors, right.errors = right.errors, left.errors


def opened(lines: FieldList, number: int, most: int) -> None:
    """Open some more empty lines."""
    for _line in range(min(number, most - len(lines))):
        lines.append_entry()
