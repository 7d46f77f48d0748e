# hint: no count of right answers
what_loss_says = "(D)"
