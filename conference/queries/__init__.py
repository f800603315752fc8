"""Reading the event: each function says how many queries it runs."""
