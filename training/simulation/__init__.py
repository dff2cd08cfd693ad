"""Simulate people in rooms: bodies, motion, physics of falling and cameras, independent of any renderer."""
