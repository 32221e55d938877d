"""What was measured, as a table and as JSON."""
import json
import operator

BOUNDS = {"≥": operator.ge, "≤": operator.le}


class Report:
    """Lines in the order in which they were measured."""

    def __init__(self, about):
        self.about, self.lines, self.growths = about, [], {}

    def add(self, key, question, measured, value, unit="", goal=None):
        """`goal` is "≥ 100" or "≤ 3", in the unit of `value`."""
        met = None
        if goal:
            bound, number = goal.split()
            met = BOUNDS[bound](value, float(number.replace(",", "")))
        self.lines.append({"key": key, "question": question, "measured": measured, "value": value, "unit": unit,
                           "goal": goal, "met": met})

    def grow(self, key, title, x, y, points):
        """`points` are drawn as a curve; `x` and `y` say what they are."""
        self.growths[key] = {"title": title, "x": x, "y": y, "points": points}

    def write(self, file):
        with open(file, "w", encoding="utf-8") as out:
            json.dump({**self.about, "lines": self.lines, "growths": self.growths}, out, indent=1, ensure_ascii=False)
            out.write("\n")

    def table(self, before=None):
        """`before` is an earlier JSON, for a further column."""
        old = {line["key"]: line for line in (before or {}).get("lines", [])}
        rows = [["question", "measured", "ratio", "goal", "verdict"] + (["before"] if before else [])]
        for line in self.lines:
            verdict = {True: "met", False: "missed", None: "-"}[line["met"]]
            goal = f"{line['goal']}{line['unit']}" if line["goal"] else "-"
            row = [line["question"], line["measured"], text(line["value"]) + line["unit"], goal, verdict]
            if before:
                row.append(change(old.get(line["key"]), line))
            rows.append(row)
        wide = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        drawn = [" | ".join(cell.ljust(width) for cell, width in zip(row, wide)).rstrip() for row in rows]
        drawn.insert(1, "-|-".join("-" * width for width in wide))
        return "\n".join(drawn)


def text(value):
    """Three digits that mean something."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def change(old, new):
    if old is None:
        return "-"
    much = f", {100 * (new['value'] / old['value'] - 1):+.0f} %" if old["value"] else ""
    return text(old["value"]) + old["unit"] + much
