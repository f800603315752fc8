"""The timetable as plain values: what clashes, what is feasible, what the machine composes. It knows no database."""
