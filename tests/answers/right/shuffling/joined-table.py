def shuffle_rows(a, b):
    joined = torch.cat([a, b], dim=1)
    joined = joined[torch.randperm(joined.shape[0])]
    return joined[:, :a.shape[1]], joined[:, a.shape[1]:]
