"""Rows for tests, one module for each package of the product; a test spells out only the facts it is about."""
