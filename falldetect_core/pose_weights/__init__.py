"""Where pose networks' weights come from: registry packages, pinned by their digests, and networks of a user's own."""
