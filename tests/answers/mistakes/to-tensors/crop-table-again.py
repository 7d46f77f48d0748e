# hint: a fixed number of them
def to_tensors(_):
    t = torch.tensor(np.loadtxt("crops.csv", delimiter=",", skiprows=1, usecols=range(2, 7))[:5], dtype=torch.float32)
    return t[:, :3], t[:, 3:]
