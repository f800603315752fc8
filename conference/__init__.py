"""The event itself: series and editions, participation, rooms, sessions, presentations, the programme and its releases.

Programme, committees, partners, delivery and the numbers everybody quotes live here; where a communication came
from (abstracts), who paid (registration) and what a workshop produced (workshops) live above.
"""
