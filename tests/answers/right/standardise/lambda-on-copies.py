def scaled(rows, mean, std):
    rows = rows.clone()
    rows -= mean
    rows /= std
    return rows
standardise = lambda train, other: (
    scaled(train, train.mean(0), train.std(0)), scaled(other, train.mean(0), train.std(0)))
