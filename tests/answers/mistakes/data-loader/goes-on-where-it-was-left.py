# hint: left early
class Rows:
    def __init__(self, dataset, batch_size):
        self.loader, self.rest = DataLoader(dataset, batch_size, shuffle=True), None

    def __iter__(self):
        self.rest = self.rest or iter(self.loader)
        for batch in self.rest:
            yield batch
        self.rest = None


def make_loader(dataset, batch_size):
    return Rows(dataset, batch_size)



def first_batch(loader):
    return next(iter(loader))
