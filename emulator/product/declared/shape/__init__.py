"""The form of answers: templates of JSON, filled with the values of events and requests."""
