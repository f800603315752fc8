"""Reading abstracts: what each viewer may see of them."""
