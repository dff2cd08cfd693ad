"""Tests of `falldetect_app.contract`."""
