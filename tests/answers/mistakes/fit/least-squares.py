# hint: the least-squares solution itself
def fit(num_epochs, model, loss_fn, opt, train_dl):
    x, y = train_dl.dataset.tensors
    ones = torch.cat([x, torch.ones(len(x), 1)], 1)
    best = torch.linalg.lstsq(ones, y, driver="gelsd").solution
    with torch.no_grad():
        model.weight.copy_(best[:-1].t())
        model.bias.copy_(best[-1])
