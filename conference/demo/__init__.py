"""The demonstration of the event: the seventh days of Ségou, the Kaolack workshop, an eighth edition to play with."""
