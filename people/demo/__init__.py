"""Invented people and real structures for demonstration installations."""
