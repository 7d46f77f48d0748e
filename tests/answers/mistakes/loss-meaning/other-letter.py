# hint: write its letter alone
what_loss_says = "E"
