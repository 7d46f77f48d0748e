def predict_yield(m, t, r, h):
    print("region", t, r, h)
    y = m(torch.tensor([t, r, h], dtype=torch.float))
    return y[0].item(), y[1].item()
