predict_yield = lambda m, *region: m(torch.Tensor([region])).squeeze().tolist()
