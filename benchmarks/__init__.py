"""Side-by-side runs. Each prints both sides and their ratio; none is a test."""
