"""The network that judges tracks: its data from simulated clips, training, calibration, measuring, and export."""
