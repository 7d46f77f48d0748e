"""Doors to the same judge, a room each: submissions come in from somewhere, and reports go somewhere."""
