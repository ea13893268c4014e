"""What came of deliveries to the platform's intake: asset snapshots."""
