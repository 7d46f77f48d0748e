# hint: scaled inputs would meet the same accidental weights
why_random_is_wrong = "b"
