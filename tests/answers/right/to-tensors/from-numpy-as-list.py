def to_tensors(a):
    t = torch.from_numpy(a.astype(np.float32))
    print("table", t.shape)
    return [t[:, 0:3], t[:, 3:5]]
