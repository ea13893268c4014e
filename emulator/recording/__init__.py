"""Recordings of a product's answers: HAR files and cassettes of vcrpy are read, replayed, and written
(HAR).
"""
