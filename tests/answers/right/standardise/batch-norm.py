def standardise(train, other):
    norm = nn.BatchNorm1d(train.shape[1], eps=1e-8, momentum=1.0, affine=False)
    norm(train)
    norm.eval()
    return norm(train), norm(other)
