"""Programmes that come from elsewhere, as plain values: read leniently, and what could not be read said in words."""
