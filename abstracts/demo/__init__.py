"""The demonstration of the call: 251 drafts, 236 submissions, 708 reviews, 178 acceptances; and an open call."""
