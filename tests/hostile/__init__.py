"""Hostile submissions: what each may earn at most, and what it would do without a sandbox."""
