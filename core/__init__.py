"""The foundation: database, access, audit, outbox, jobs, files, documents, tokens, web, languages.

It contains no word of the domain. Everything above stands on it; it knows nobody above.
"""
