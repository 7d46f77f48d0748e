diagnose = lambda l: "keep" if l[-1] <= 0.99 * l[0] else "raise" if l[-1] <= l[0] else "lower"
