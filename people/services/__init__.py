"""What happens to people: one verb, one function."""
