"""The pages of authors, reviewers and the chair."""

from abstracts.views import chair, lots, review, submit

blueprints = (submit.blueprint, review.blueprint, chair.blueprint, lots.blueprint)
