def expected_change(derivative, delta):
    return torch.tensor(derivative) * delta
