"""Runs a fetch with probes in the integration's code, and records which lines decided about which events."""
