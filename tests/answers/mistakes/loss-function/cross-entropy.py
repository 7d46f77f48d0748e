# hint: losses for classes
loss_fn = nn.CrossEntropyLoss()
