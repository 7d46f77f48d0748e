"""Fuzzing of the two readers of what strangers write: frames from workers, and notebooks."""
