"""What outlives the process: the database, what is kept of the past, encrypted pictures."""
