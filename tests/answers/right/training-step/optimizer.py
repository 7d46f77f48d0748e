def training_step(x, y, rate):
    opt = torch.optim.SGD([w, b], lr=rate)
    loss = mse(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    opt.zero_grad()
    plt.plot([0, loss.item()]); plt.show()
    return loss.item()
