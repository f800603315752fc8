"""The pages of people."""

from people.views import account, duplicates, me, people, recovery, register, second_factor, sign_in

blueprints = (
    sign_in.blueprint,
    recovery.blueprint,
    second_factor.blueprint,
    me.blueprint,
    account.blueprint,
    people.blueprint,
    duplicates.blueprint,
    register.blueprint,
)
