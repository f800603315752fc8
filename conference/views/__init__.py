"""The pages of an edition, by audience."""

from conference.views import (
    committee,
    council,
    history,
    identity,
    mailings,
    messages,
    papers,
    programme,
    public,
    roles,
    rooms,
    styleguide,
)

blueprints = (
    public.blueprint,
    programme.blueprint,
    committee.blueprint,
    identity.blueprint,
    *messages.blueprints,
    mailings.blueprint,
    papers.blueprint,
    papers.printed,
    history.blueprint,
    council.blueprint,
    rooms.blueprint,
    roles.blueprint,
    styleguide.blueprint,
)
