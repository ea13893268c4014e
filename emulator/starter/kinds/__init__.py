"""Find out what each list of a product holds: events that no other list has, the same events as other lists,
or no events.
"""
