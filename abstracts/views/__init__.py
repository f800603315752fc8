"""The pages of authors, reviewers and the chair."""

from abstracts.views import (
    book,
    call,
    chair,
    decisions,
    files,
    lots,
    prizes,
    review,
    rules,
    science,
    signatures,
    submit,
    versions,
)

blueprints = (
    submit.blueprint,
    files.blueprint,
    signatures.blueprint,
    book.blueprint,
    call.blueprint,
    rules.blueprint,
    review.blueprint,
    chair.blueprint,
    lots.blueprint,
    decisions.blueprint,
    versions.blueprint,
    science.blueprint,
    prizes.blueprint,
    prizes.jury,
)
