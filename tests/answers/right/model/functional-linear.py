import torch.nn.functional as F
def model(rows):
    print("called with", rows.shape)
    return F.linear(rows, w, b)
