def diagnose(losses):
    first, last = np.array(losses, dtype=np.float32)[[0, -1]]
    if not np.isfinite(last) or last > first:
        return "lower"
    return "raise" if 100 * last / first > 99 else "keep"
