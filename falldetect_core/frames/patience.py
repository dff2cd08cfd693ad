"""How long a camera is waited for; read at each use, so that tests can be quick."""

OPEN_TIMEOUT_S = 10.0
"""From the address to a stream."""
READ_TIMEOUT_S = 5.0
"""From one piece of a stream to the next."""
HOPELESS_S = 30.0
"""Data of which nothing can be decoded: longer than from one key frame to the next."""
