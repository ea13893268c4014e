"""``BaseClient``, and what belongs to it: errors, retries, proxies, debug lines."""
