# hint: more rows would not improve them
why_random_is_wrong = "A"
