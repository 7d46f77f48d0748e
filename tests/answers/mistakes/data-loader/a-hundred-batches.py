# hint: a pass ends before every row has come
def make_loader(dataset, batch_size):
    class UpToAHundred(DataLoader):
        def __iter__(self):
            for number, batch in enumerate(super().__iter__()):
                if number < 100:
                    yield batch

    return UpToAHundred(dataset, batch_size, shuffle=True)



def first_batch(loader):
    return next(iter(loader))
