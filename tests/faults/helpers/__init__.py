"""The program, cameras that go wrong in every way, and a wire to the broker that can be cut."""
