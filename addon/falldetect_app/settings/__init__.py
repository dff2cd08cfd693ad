"""What the home is set to: the options, how they are checked, and the file in which the page keeps its own."""
