"""Times in requests and answers, as exact numbers and as texts."""
