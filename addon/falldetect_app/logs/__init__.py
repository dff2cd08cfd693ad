"""What the log holds: no credential, and nothing again and again."""
