"""A product's API from data: the ``api:`` section of a scenario, and the vendor that serves it."""
