"""The results of deliveries to the platform's intake: asset snapshots."""
