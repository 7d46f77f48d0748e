import copy, warnings
def gradients(inputs, targets):
    warnings.warn("gradient")
    for p in (w, b):
        if p.grad is not None:
            p.grad.zero_()
    l = mse(model(inputs), targets)
    l.backward()
    plt.imshow(w.grad); plt.show()
    return w.grad.detach().clone(), copy.deepcopy(b.grad)
