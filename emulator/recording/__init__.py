"""Recordings of a product's answers: HAR files, which xfetch reads and writes, and cassettes of vcrpy."""
