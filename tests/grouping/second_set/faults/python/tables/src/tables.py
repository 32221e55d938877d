"""Works on tables, with threads, coroutines and numpy."""
import asyncio
import concurrent.futures
import functools
import json
import sys

import numpy
# MORE


def retried(function):
    @functools.wraps(function)
    def wrapper(*arguments):
        for attempt in (1, 2):
            try:
                return function(*arguments)
            except OSError:
                if attempt == 2:
                    raise
    return wrapper


@retried
def read_csv(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


@retried
def read_schema(path):
    with open(path + ".schema", encoding="utf-8") as file:
        return json.load(file)


# MORE
def by_lambda(data):
    return sorted([{"a": 1}, {"b": 2}], key=lambda row: row[data["key"]])


def names(data):
    return [row["name"].upper() for row in [{"name": int(data["number"])}]]


def body(data):
    return json.loads(data["sentence"])


def multiply(data):
    rows = int(data["number"])
    return numpy.ones((rows, 3)) @ numpy.ones((rows + 4, 2))


def invert(data):
    return numpy.linalg.inv(numpy.zeros((int(data["number"]) % 9 + 2,) * 2))


# MORE
async def pull(url):
    await asyncio.sleep(0)
    raise TimeoutError(f"GET {url}: no answer in 30 s")


def in_thread(data):
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(float, data["text"]).result()


class Report:
    def __init__(self, lines):
        self.lines = lines

    def check(self):
        raise ArithmeticError("invalid rows:\n" + "\n".join(self.lines))


def report(data):
    return Report([f"  row {i}: {data['sentence']}" for i in range(int(data["number"]) % 4 + 1)]).check()


# MORE
def translate(data):
    raise LookupError(f"Größe „{data['number']}“ fehlt für {data['email']} — 見つかりません")


def is_even(number):
    return is_odd(number - 1)


def is_odd(number):
    return is_even(number - 1)


def apply(data):
    task = data["task"]
    if task == "read_csv":
        return read_csv(data["path"])
    if task == "read_schema":
        return read_schema(data["path"])
    if task == "pull":
        return asyncio.run(pull(data["url"]))
    if task == "parity":
        sys.setrecursionlimit(60 + int(data["number"]) % 40)
        return is_even(int(data["number"]) + 10**6)
    return globals()[task](data)
