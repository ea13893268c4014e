"""Answers clients that open a connection themselves: it speaks HTTP with them over a socket of this
process.
"""
