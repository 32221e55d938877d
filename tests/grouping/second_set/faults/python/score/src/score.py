"""Scores customers. The input's "task" says which part is executed."""
import features

LIMITS = {"age": 0, "name": 10}
# MORE


class ScoreError(Exception):
    pass


def missing_key(data):
    row = {"size": 1}
    return row[data["key"]]


def bad_amount(data):
    return int(data["text"])


# MORE
def upstream_status(data):
    raise ConnectionError(f"{data['status']} Error for url: {data['url']}")


def user_text(data):
    raise ValueError(data["sentence"])


def share(data):
    return int(data["number"]) / LIMITS[data["limit"]]


def train(data):
    return features.normalise([0] * (int(data["number"]) % 5 + 1))


def predict(data):
    return features.normalise([0.0] * (int(data["number"]) % 7 + 1))


# MORE
def load_model(data):
    raise RuntimeError(f"cannot load model {data['id']}")


def load_weights(data):
    raise RuntimeError(f"cannot load weights {data['id']}")


def depth(node):
    return 1 + depth([node])


def deep_tree(data):
    if int(data["number"]) % 2:
        return sum([depth([])])
    return depth([])


def formula(data):
    return eval(data["formula"], {})  # what an algorithm should not do, and some do


def configure(data):
    try:
        return LIMITS[data["word"]]
    except KeyError as missing:
        raise ScoreError(f"no limit in {data['path']} since {data['date']}") from missing


# MORE
def clean_up(data):
    try:
        return [1][int(data["number"])]
    finally:
        features.release(data["path"])


def row_of(data):
    row = features.Row(data["key"])
    raise TypeError(f"cannot score {row}")


def apply(data):
    return globals()[data["task"]](data)
