"""Recorded clips through the whole of detection, and how well it does on clips whose falls are known."""
