# hint: sign
def training_step(inputs, targets, lr):
    global w, b
    loss = mse(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        torch.optim.Adam([w, b], lr=lr).step()
        w.grad.zero_()
        b.grad.zero_()
    return loss.item()
