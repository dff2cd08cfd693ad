"""What `scripts/demo` runs: the real app on a recorded fall or a camera, shown as it happens."""
