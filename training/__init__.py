"""Generate what the project learns from and shows: simulated people, never recorded ones."""
