"""The pages of an edition, by audience."""

from conference.views import committee, programme, public, rooms

blueprints = (public.blueprint, programme.blueprint, committee.blueprint, rooms.blueprint)
