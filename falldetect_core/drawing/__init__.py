"""Pictures of what was seen: the timeline of a clip, the snapshot of a moment."""
