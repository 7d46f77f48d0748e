# hint: write its letter alone
why_random_is_wrong = "B and C"
