"""Each function is one fault, but for those that share a helper."""
import json
import util
# SHIFT


class ConfigError(Exception):
    pass


class Model:
    def __init__(self, weights):
        self.weights = weights

    def predict(self, row):
        return sum(w * row[i] for i, w in enumerate(self.weights))


def missing_key(x):
    return {"size": 1}[x["key"]]


def bad_number(x):
    return int(x["text"])


def not_a_float(x):
    return float(x["text"]) * 2


def division(x):
    return x["number"] / (x["number"] - x["number"])


def upstream_status(x):
    raise ConnectionError(f"{x['status']} Error for url: {x['url']}")


def says_anything(x):
    raise ValueError(x["sentence"])


# SHIFT
def row_or_column(x):
    if x["odd"]:
        raise IndexError(f"bad part {x['number']}")
    raise TypeError(f"bad part {x['number']}")


def load_model(x):
    raise RuntimeError(f"cannot load model {x['uuid']}")


def load_weights(x):
    raise RuntimeError(f"cannot load model {x['uuid']}")


def train(x):
    return util.normalise([0] * (x["number"] % 5 + 1))


def predict(x):
    return util.normalise([0] * (x["number"] % 7 + 1))


def walk(x, depth=0):
    if depth > 900:
        raise RecursionError(f"too deep at {depth}")
    return walk(x, depth + 1 + x["number"] % 9)


def configure(x):
    try:
        return json.loads("{}")[x["key"]]
    except KeyError as missing:
        raise ConfigError(f"no {x['key']} in {x['path']}") from missing


def clean_up(x):
    try:
        return [1][x["number"]]
    finally:
        util.release(x["path"])


def by_lambda(x):
    return sorted([{"a": 1}, {"b": 2}], key=lambda row: row[x["key"]])


def in_comprehension(x):
    return [row["name"].upper() for row in [{"name": x["number"]}]]


def parse(x):
    return json.loads(x["sentence"])


def open_file(x):
    with open(x["path"], encoding="utf-8") as file:
        return file.read()


def scalar_product(x):
    return Model([1, 2, 3]).predict([x["number"]])


# SHIFT
def long_report(x):
    lines = "\n".join(f"  row {i}: {x['sentence']}" for i in range(x["number"] % 4 + 1))
    raise ArithmeticError(f"invalid rows:\n{lines}")


def asserted(x):
    assert x["number"] < 0


def shapes(x):
    raise ValueError(f"operands could not be broadcast together with shapes {tuple(x['shape'])} (3,)")


def memory(x):
    raise MemoryError(f"Unable to allocate {x['number']}.5 MiB for an array with shape {tuple(x['shape'])}")


def umlauts(x):
    raise LookupError(f"Größe „{x['number']}“ fehlt für {x['email']}")


def apply(fault, x):
    return globals()[fault](x)
