"""What the integration held, and what had led there, where a fetch failed or was killed."""
