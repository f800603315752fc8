"""The states of a file sent to a council's register and of a request to be erased, and the steps between them."""

from enum import StrEnum


class ImportState(StrEnum):
    """How far a file is: its columns are settled, it is checked without writing, then written whole or put aside."""

    DESCRIBED = "described"
    CHECKING = "checking"
    CHECKED = "checked"
    WRITING = "writing"
    WRITTEN = "written"
    UNREADABLE = "unreadable"
    DROPPED = "dropped"


IMPORT_STEPS = {
    ImportState.DESCRIBED: {ImportState.CHECKING, ImportState.DROPPED},
    ImportState.CHECKING: {ImportState.CHECKED, ImportState.UNREADABLE},
    ImportState.CHECKED: {ImportState.CHECKING, ImportState.WRITING, ImportState.DROPPED},
    ImportState.WRITING: {ImportState.WRITTEN, ImportState.CHECKED},
    ImportState.WRITTEN: set[ImportState](),
    ImportState.UNREADABLE: set[ImportState](),
    ImportState.DROPPED: set[ImportState](),
}


class ErasureState(StrEnum):
    """Where a request to be erased stands (demandé → effectué ou refusé)."""

    WAITING = "waiting"
    CARRIED_OUT = "carried-out"
    REFUSED = "refused"


ERASURE_STEPS = {
    ErasureState.WAITING: {ErasureState.CARRIED_OUT, ErasureState.REFUSED},
    ErasureState.CARRIED_OUT: set[ErasureState](),
    ErasureState.REFUSED: set[ErasureState](),
}
