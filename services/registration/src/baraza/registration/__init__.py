"""Who is here, by which way, and how far."""
