"""The pages of authors, reviewers and the chair."""

from abstracts.views import chair, review, submit

blueprints = (submit.blueprint, review.blueprint, chair.blueprint)
