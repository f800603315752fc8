"""How every message of an edition is put together: as every message is."""

from people.mails import compose, recipient

__all__ = ["compose", "recipient"]
