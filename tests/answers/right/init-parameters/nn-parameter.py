from torch import nn
init_parameters = lambda n, m: tuple(nn.Parameter(torch.randn(*s)) for s in [(m, n), (m,)])
