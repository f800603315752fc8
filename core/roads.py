"""How a message did not leave: the whole road is closed, this one must wait, or it never will."""


class RoadClosed(Exception):
    """Nothing can leave by this road now: the server is away, or does not let us in."""


class NotNow(Exception):
    """This message cannot leave now; others may."""


class Never(Exception):
    """This message will not be taken, however often it is tried."""

    is_dead = False


class DeadAddress(Never):
    """There is nobody at this address."""

    is_dead = True


class Impossible(Never):
    """What stands as an address cannot be one."""
