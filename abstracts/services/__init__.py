"""What happens to abstracts: one verb, one function."""
