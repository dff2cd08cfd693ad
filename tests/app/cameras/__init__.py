"""Tests of `falldetect_app.cameras`."""
