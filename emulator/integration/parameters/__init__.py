"""The parameters of an instance: from the yml, from the user, and placeholders where neither gives a
value.
"""
