what_loss_says = "b"
