# hint: a square does not tell too high from too low
what_loss_says = "A"
