"""Keep the values that the user has confirmed or written in a scenario, when ``xfetch init`` writes it
again.
"""
