"""What commands return: entries, tables, files, polling, mirroring."""
