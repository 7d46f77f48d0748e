def diagnose(losses):
    t = torch.tensor(losses, dtype=torch.float64)
    match (bool(t[-1] <= t[0]), bool(t[-1] <= 0.99 * t[0])):
        case (False, _):
            return "lower"
        case (True, False):
            return "raise"
    return "keep"
