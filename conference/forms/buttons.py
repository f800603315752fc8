"""A button alone."""

from core.forms import Form


class EmptyForm(Form):
    """A button alone."""
