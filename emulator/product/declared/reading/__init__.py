"""Reads an ``api:`` section, and makes of it the routes and the store."""
