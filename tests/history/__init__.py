"""Real fixes of fetch faults: whether explore finds the fault before the fix, and not after it."""
