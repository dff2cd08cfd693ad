"""Tests of the core, laid out like its modules."""
