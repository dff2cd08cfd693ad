"""What the cameras of a room see, merged into incidents, and the life of each."""
