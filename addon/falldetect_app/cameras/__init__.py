"""One camera: its threads, the rate and view of its pictures, its calibration, and advice on how it is placed."""
