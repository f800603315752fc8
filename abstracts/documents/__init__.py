"""What abstracts print. Imported by the worker only."""
