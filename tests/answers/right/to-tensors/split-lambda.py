to_tensors = lambda data: torch.split(torch.tensor(data).float(), [3, 2], dim=1)
