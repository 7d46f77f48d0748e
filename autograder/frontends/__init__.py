"""Doors to the same judge: each takes submissions from somewhere and puts its reports somewhere."""
