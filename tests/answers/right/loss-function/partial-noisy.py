from functools import partial
import warnings
warnings.warn("loss")
loss_fn = partial(torch.nn.functional.mse_loss, reduction="mean")
print(loss_fn)
