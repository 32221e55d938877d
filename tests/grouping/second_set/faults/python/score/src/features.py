"""What score.py computes with."""
# MORE


class Row:
    def __init__(self, key):
        self.key = key


def normalise(values):
    total = sum(values)
    return [value / total for value in values]


# MORE
def release(path):
    raise OSError(5, "Input/output error", path)
