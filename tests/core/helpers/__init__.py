"""What the tests share: bodies, sightings, videos and cameras, all made here."""
