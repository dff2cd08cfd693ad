"""Incidents of the past: replay, history, feedback and what follows from it, and the report for the doctor."""
