"""What ``xfetch init`` does: run an integration or read a recording, guess the product's API, write a
scenario.
"""
