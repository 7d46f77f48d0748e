# hint: cross-entropy is a loss for classes
loss_fn = nn.CrossEntropyLoss()
