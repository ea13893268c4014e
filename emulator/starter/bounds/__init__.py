"""Read from an integration's requests which events they ask for: since when, after which id, in which
order.
"""
