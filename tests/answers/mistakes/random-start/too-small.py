# hint: larger accidental numbers would be no better
why_random_is_wrong = "D)"
