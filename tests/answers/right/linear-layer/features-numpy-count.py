make_model = lambda n, m: nn.Linear(in_features=n, out_features=m, bias=True)
def describe(model):
    t, i = model.out_features, model.in_features
    plt.plot([t, i]); plt.show()
    return {"weight": (t, i), "bias": (t,), "parameters": np.int64(t * i + t)}
