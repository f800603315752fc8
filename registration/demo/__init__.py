"""The demonstration of registration: 412 people at Ségou, their money, badges, half-days; an open registration."""
