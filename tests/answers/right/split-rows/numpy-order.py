def split_rows(t, n):
    order = np.random.permutation(len(t))
    return t[order[n:]], t[order[:n]]
