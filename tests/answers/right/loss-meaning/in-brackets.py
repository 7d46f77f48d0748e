what_loss_says = "[B]"
