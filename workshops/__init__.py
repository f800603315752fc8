"""Workshops and consultations: groups, deliverables, recommendations, consultation bodies and their problems."""
