def init_parameters(n_inputs, n_targets):
    rng = np.random.default_rng()
    w = torch.tensor(rng.normal(size=(n_targets, n_inputs)), dtype=torch.float32, requires_grad=True)
    b = torch.tensor(rng.normal(size=n_targets), dtype=torch.float32, requires_grad=True)
    plt.hist(w.detach().flatten()); plt.show()
    return w, b
