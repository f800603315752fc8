"""The pages of an edition, by audience."""

from conference.views import (
    cards,
    committee,
    council,
    history,
    identity,
    mailings,
    messages,
    papers,
    posters,
    public,
    roles,
    rooms,
    speakers,
    styleguide,
    talks,
)

blueprints = (
    public.blueprint,
    talks.blueprint,
    speakers.blueprint,
    cards.blueprint,
    committee.blueprint,
    identity.blueprint,
    *messages.blueprints,
    mailings.blueprint,
    papers.blueprint,
    papers.printed,
    posters.blueprint,
    history.blueprint,
    council.blueprint,
    rooms.blueprint,
    roles.blueprint,
    styleguide.blueprint,
)
