# hint: does not count wrong predictions
what_loss_says = "c"
