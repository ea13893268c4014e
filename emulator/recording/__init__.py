"""Recordings of a product's answers: writes and reads HAR files, reads cassettes of vcrpy, replays both."""
