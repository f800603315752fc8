"""What a good programme is worth: rules that may be broken, each with its weight and its name for people."""

from collections.abc import Mapping

from core.i18n import lazy_gettext as _l

UNPLACED = "unplaced"
USUAL: Mapping[str, int] = {
    UNPLACED: 10_000,
    "away": 1_000,
    "seats": 300,
    "equipment": 300,
    "outside": 300,
    "order": 200,
    "parallel": 50,
    "buffer": 20,
    "days": 10,
    "hours": 4,
    "rooms": 3,
    "moved": 1,
}
NAMES = {
    UNPLACED: _l("A presentation without a place"),
    "away": _l("Somebody is expected while they cannot be there"),
    "seats": _l("A room is too small for what is awaited"),
    "equipment": _l("A room lacks equipment"),
    "outside": _l("A session lies outside the half-days"),
    "order": _l("A symposium is not in its order"),
    "parallel": _l("A specialty is spoken of in two rooms at once"),
    "buffer": _l("Somebody has too little time to change rooms"),
    "days": _l("A specialty is spread over several days"),
    "hours": _l("An hour until the last session of the longest day"),
    "rooms": _l("A specialty is spread over several rooms on the same day"),
    "moved": _l("A presentation leaves its present hour or room"),
}


def weights(said: Mapping[str, int]) -> dict[str, int]:
    """Return the weight of every rule: as the edition says, else as is usual."""
    return {name: int(said.get(name, usual)) for name, usual in USUAL.items()}
