"""Fixed replies as a vendor: each request gets the answer that the user wrote for it."""
