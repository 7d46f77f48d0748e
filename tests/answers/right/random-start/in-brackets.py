answer = "(c)"
why_random_is_wrong = answer
