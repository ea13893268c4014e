"""Store the fetches of a run, in memory or in a SQLite file; each fetch is a row of JSON texts."""
