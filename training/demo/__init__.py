"""The two demo clips: an old person's fall in a living room, and a quiet hour of daily life without one."""
