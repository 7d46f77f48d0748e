def loss_fn(p, t):
    value = F.mse_loss(p, t)
    print("loss", value.item())
    plt.plot([value.item()]); plt.show()
    return value
