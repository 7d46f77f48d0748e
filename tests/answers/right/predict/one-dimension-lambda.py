predict = lambda *region: model(torch.Tensor(region).reshape(1, -1)).data.flatten()
