# hint: had a say
def standardise(train, other):
    both = torch.cat([train, other])
    mean, std = both.mean(0), both.std(0)
    return (train - mean) / std, (other - mean) / std
