"""What became of what collectors and feeds sent: asset snapshots, indicators and their expiration."""
