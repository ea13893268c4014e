"""The time window that a request asks for."""
