"""The report that the terminal shows, line by line, and the texts of its parts."""
