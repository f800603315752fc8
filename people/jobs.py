"""What the worker does for people."""

from core.db import transaction
from people.services import recovery


def send_keys(sealed: str, asked: str) -> None:
    """Send whoever asked for it what opens their account without a password."""
    with transaction():
        recovery.send(sealed, asked)
