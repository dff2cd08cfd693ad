"""One room: observations and commands go in, messages, snapshots and hours of activity come out."""
