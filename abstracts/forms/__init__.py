"""The forms of authors, reviewers and the chair."""
