"""Who is where, before which camera: clips drawn from a seed, and the sets that are measured on."""
