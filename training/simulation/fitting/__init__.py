"""Fits the simulated pose network's errors to those of the real one, on portraits drawn for it."""
