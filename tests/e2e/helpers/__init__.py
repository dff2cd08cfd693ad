"""The processes that the end-to-end tests start, and what they are given."""
