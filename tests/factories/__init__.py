"""Rows for tests, one module for each package of the product; a test spells out only the facts it is about.

What a factory numbers by itself (codes, references) looks like nothing that a test or a service writes, so that the
two never meet by chance.
"""
