"""Tests of `falldetect_app.home_assistant`."""
