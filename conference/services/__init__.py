"""What happens to an edition and its programme: one verb, one function."""
