"""The pages of an edition, by audience."""

from conference.views import committee, identity, mailings, messages, programme, public, rooms, styleguide

blueprints = (
    public.blueprint,
    programme.blueprint,
    committee.blueprint,
    identity.blueprint,
    messages.blueprint,
    mailings.blueprint,
    rooms.blueprint,
    styleguide.blueprint,
)
