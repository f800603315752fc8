"""The pages of people."""

from people.views import (
    account,
    data,
    duplicates,
    me,
    notice,
    people,
    recovery,
    register,
    second_factor,
    sign_in,
    structures,
    tokens,
)

blueprints = (
    sign_in.blueprint,
    recovery.blueprint,
    second_factor.blueprint,
    me.blueprint,
    account.blueprint,
    tokens.blueprint,
    data.blueprint,
    notice.blueprint,
    people.blueprint,
    duplicates.blueprint,
    structures.blueprint,
    register.blueprint,
)
