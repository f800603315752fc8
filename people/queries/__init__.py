"""Reading people: each function says how many queries it runs."""
