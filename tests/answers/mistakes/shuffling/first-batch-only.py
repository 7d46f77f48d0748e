# hint: some rows are lost
def shuffle_rows(inputs, targets):
    for xb, yb in DataLoader(TensorDataset(inputs, targets), batch_size=16, shuffle=True):
        return xb, yb
