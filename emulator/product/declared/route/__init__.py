"""The parts of a route: what it accepts, filters, orders, pages, answers and writes."""
