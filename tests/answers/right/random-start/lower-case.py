why_random_is_wrong = "c"
