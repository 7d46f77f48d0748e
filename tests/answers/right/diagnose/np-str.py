def diagnose(losses):
    with np.errstate(all="ignore"):
        ratio = np.float64(losses[-1]) / losses[0]
    words = np.array(["keep", "raise", "lower"])
    return words[0 if ratio < 0.99 else 1 if ratio <= 1 else 2]
