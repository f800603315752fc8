"""The pages of an edition, by audience."""

from conference.views import committee, identity, programme, public, rooms, styleguide

blueprints = (
    public.blueprint,
    programme.blueprint,
    committee.blueprint,
    identity.blueprint,
    rooms.blueprint,
    styleguide.blueprint,
)
