# hint: write its letter alone
why_random_is_wrong = "The numbers were drawn by chance."
