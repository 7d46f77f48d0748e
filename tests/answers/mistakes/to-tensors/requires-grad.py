# hint: need no `requires_grad`
def to_tensors(table):
    return (torch.tensor(table[:, :3], dtype=torch.float32, requires_grad=True),
            torch.tensor(table[:, 3:], dtype=torch.float32))
