"""Store the fetches of a run as rows of JSON texts, in memory or in a SQLite file."""
