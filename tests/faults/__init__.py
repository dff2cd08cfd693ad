"""Faults made to happen for real, to the real program: what it says of them, and that alarms go on."""
