"""What several faults of score.py call."""
# SHIFT


def normalise(values):
    total = sum(values)
    return [value / total for value in values]


def release(path):
    raise OSError(5, "Input/output error", path)
