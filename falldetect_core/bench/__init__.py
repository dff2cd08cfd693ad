"""How fast detection is on this machine: what each stage costs, and how a house of cameras fares on one core."""
