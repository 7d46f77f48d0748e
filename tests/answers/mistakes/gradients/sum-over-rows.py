# hint: you add up over the rows
def gradients(inputs, targets):
    miss = (model(inputs) - targets).detach()
    dw = miss.T @ inputs
    db = miss.sum(dim=0)
    return dw, db
