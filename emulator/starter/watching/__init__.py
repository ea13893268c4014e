"""Run an integration again and again, each time against a guessed API of its product, and keep the
results.
"""
