"""Finds why an event was missed: late, left out of what an answer held, or in no answer."""
