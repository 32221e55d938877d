"""A growth as SVG: both axes logarithmic, so that a straight line of slope 1 is proportional."""
import math
from html import escape

from report import text

WIDTH, HEIGHT, LEFT, TOP = 640, 360, 80, 48


def span(values):
    """The ends of an axis, as exponents of ten: at least a decade, so that little looks little."""
    low, high = math.log10(min(values)), math.log10(max(values))
    beyond = max(0.1 * (high - low), (1 - (high - low)) / 2)
    return low - beyond, high + beyond


def draw(growth):
    points = [(x, y) for x, y in growth["points"] if x > 0 and y > 0]
    (x0, x1), (y0, y1) = span([x for x, _ in points]), span([y for _, y in points])
    wide, high = WIDTH - LEFT - 24, HEIGHT - TOP - 56

    def place(x, y):
        return (LEFT + wide * (math.log10(x) - x0) / (x1 - x0), TOP + high * (1 - (math.log10(y) - y0) / (y1 - y0)))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
           ' font-size="13">', f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="24" font-size="15">{escape(growth["title"])}</text>',
           f'<path d="M{LEFT} {TOP}V{TOP + high}H{LEFT + wide}" fill="none" stroke="#888"/>',
           f'<text x="{LEFT + wide / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(growth["x"])}</text>',
           f'<text x="16" y="{TOP + high / 2:.0f}" text-anchor="middle"'
           f' transform="rotate(-90 16 {TOP + high / 2:.0f})">{escape(growth["y"])}</text>']
    places = [place(x, y) for x, y in points]
    out.append('<polyline fill="none" stroke="#2563eb" stroke-width="2" points="'
               + " ".join(f"{x:.1f},{y:.1f}" for x, y in places) + '"/>')
    for (x, y), (px, py) in zip(points, places):
        out.append(f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="#2563eb"/>'
                   f'<text x="{px:.1f}" y="{py - 10:.1f}" text-anchor="middle">{text(y)}</text>'
                   f'<text x="{px:.1f}" y="{TOP + high + 20}" text-anchor="middle">{x:,}</text>')
    return "\n".join(out + ["</svg>"]) + "\n"
