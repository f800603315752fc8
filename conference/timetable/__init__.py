"""The timetable as plain values: what clashes, what is feasible, what the machine composes. It knows no database.

In the order in which one reads them:

The programme. `plan` is all there is to look at: rooms, people, presentations, sessions. `hours` are those that can be
used, `clashes` what is wrong with a programme, `feasibility` whether all of it fits, `costs` what a good programme is
worth, `grid` a day of it as a table, `moves` what one programme changes in another, `keeping` a programme as JSON.

Composing. `tasks` says what a search is asked and what it finds. `composing` runs the steps: `filling` puts posters and
keynotes where they belong, `grouping` makes sessions of communications, `choices` and `placing` find their hours,
`assigning` gives them rooms and chairs. `repairing` makes the fewest moves instead; `solving` is what both ask of
OR-Tools alike.

The search runs beside the application: `searching` starts and hears `searcher`, a program of its own.
"""
