"""Finds why an event was missed: the product showed it late, the code left it out of what an answer held, or
no answer held it.
"""
