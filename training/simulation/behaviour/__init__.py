"""What people do at home, how they come to fall there, and what is true about it."""
