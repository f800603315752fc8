"""The pages of people."""

from people.views import me, sign_in

blueprints = (sign_in.blueprint, me.blueprint)
