"""What gravity, furniture and failing muscles do to a body: falls with a cause, simulated by MuJoCo."""
