"""What somebody is told when a service refuses."""

from collections.abc import Callable
from typing import Any

import pytest

from core.audit import SYSTEM
from core.db import transaction
from core.errors import Refused


def refusal_of(action: Callable[..., Any], *arguments: Any, **facts: Any) -> tuple[str, str]:
    """Return the code and the sentence with which something is refused."""
    with pytest.raises(Refused) as refusal, transaction():
        action(*arguments, by=SYSTEM, **facts)
    return refusal.value.code, str(refusal.value)
