"""The tests: one folder per package mirroring the code, acceptance/ per promise, house/ for the house's own rules."""
