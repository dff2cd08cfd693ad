"""What the fuzzer throws at the app, and the cases that it found.

Each target beside this has `once(data)`: it makes something of any bytes, hands it to the app, and raises where the app
does what it must not. `scripts/fuzz` looks for such bytes; ordinary tests run the same on a few, and on what was found.
"""
