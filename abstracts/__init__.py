"""From the call to the decision: submission, assignment, blind review, decision, and acceptance into the programme.

An accepted abstract creates a presentation below, in conference; the programme knows nothing of abstracts.
"""
