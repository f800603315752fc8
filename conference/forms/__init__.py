"""The forms of the committee, of those who set up, and of the rooms."""
