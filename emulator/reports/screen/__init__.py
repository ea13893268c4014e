"""What the terminal shows: the report of a run, line by line, and the texts of its parts."""
