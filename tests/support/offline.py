"""No test reaches beyond this machine."""

import ipaddress
import sys
from typing import Any


class Outside(RuntimeError):
    """Raised where code under test reaches for another machine."""


def _is_here(host: str) -> bool:
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def guard() -> None:
    """Refuse, from now on, every connection of this process to another machine."""

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "socket.connect":
            address = arguments[1]
            if isinstance(address, tuple) and not _is_here(str(address[0])):
                raise Outside(f"a test reached for {address[0]}")

    sys.addaudithook(watch)
