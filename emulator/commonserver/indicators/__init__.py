"""Indicators: their classes, their types and their scores."""
