#!/usr/bin/env python3
"""Draws the dashboard's queries as they are in a running Prometheus, as SVG: panels where Grafana has them.

A picture of the data, not of Grafana: for documents, and for a look where there is no Grafana.
"""

import argparse
import html
import math
import pathlib
import re
import time

import expressions
from prometheus_api import Prometheus

CELL_WIDTH, CELL_HEIGHT, GAP = 58, 26, 6
COLOURS = ["#2f7ed8", "#e07b39", "#3a9d5d", "#b04bb0", "#c0392b", "#7f8c3a", "#17a2b8", "#8d6e63"]
THRESHOLDS = {"red": "#c0392b", "yellow": "#c78d0a", "green": "#2e8b57", "blue": "#2f7ed8"}


def shown(value, unit):
    """A value with its unit, in three digits or so."""
    if unit in ("bytes", "Bps"):
        for name in ("B", "KiB", "MiB", "GiB", "TiB"):
            if abs(value) < 1024 or name == "TiB":
                return f"{value:.3g} {name}" + ("/s" if unit == "Bps" else "")
            value /= 1024
    if unit == "s":
        if abs(value) >= 2 * 86400:
            return f"{value / 86400:.0f} d"
        if abs(value) >= 3600:
            return f"{value / 3600:.3g} h"
        if abs(value) >= 120:
            return f"{value / 60:.3g} min"
        return f"{value:.3g} s"
    for size, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{name}"
    return f"{value:.3g}"


def legend(target, metric):
    """The name of a series, as `legendFormat` says."""
    return re.sub(r"{{(\w+)}}", lambda match: metric.get(match[1], ""), target["legendFormat"])


def text(x, y, words, size=11, colour="#333", anchor="start", weight="normal"):
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"'
        f' font-weight="{weight}">{html.escape(words)}</text>'
    )


def frame(x, y, width, height):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="3" fill="#fff" stroke="#d5d9de"/>'


def stat(panel, prometheus, end, box):
    """One large figure."""
    x, y, width, height = box
    target = panel["targets"][0]
    defaults = panel["fieldConfig"]["defaults"]
    series = prometheus.instant(expressions.panel_expression(target))
    names = {k: v["text"] for m in defaults.get("mappings", []) for k, v in m["options"].items()}
    colour, words = "#999", "no data"
    if series:
        value = float(series[0]["value"][1])
        words = names.get(f"{value:g}", shown(value, defaults["unit"]))
        for step in defaults["thresholds"]["steps"]:
            if step["value"] is None or value >= step["value"]:
                colour = THRESHOLDS[step["color"]]
    yield frame(*box)
    yield text(x + 8, y + 18, panel["title"], 11, "#555")
    yield text(x + width / 2, y + height / 2 + 18, words, 22, colour, "middle", "bold")


def ceiling(value):
    """The next round number."""
    if value <= 0:
        return 1.0
    size = 10 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 2, 2.5, 5, 10) if step * size >= value * 0.999)


def graph(panel, prometheus, start, end, box):
    """Lines over the time; stacked where Grafana stacks them."""
    x, y, width, height = box
    defaults = panel["fieldConfig"]["defaults"]
    stacked = defaults["custom"]["stacking"]["mode"] == "normal"
    step = max(5, int((end - start) / 240))
    lines, below = [], {}
    for target in panel["targets"]:
        for series in prometheus.range(expressions.panel_expression(target), start, end, step):
            points = [(float(t), float(v)) for t, v in series["values"] if math.isfinite(float(v))]
            if stacked:
                points = [(t, v + below.get(t, 0)) for t, v in points]
                below.update(points)
            if points:
                lines.append((legend(target, series["metric"]), points))
    yield frame(*box)
    yield text(x + 8, y + 18, panel["title"], 12, "#222", weight="bold")
    left, right, top, bottom = x + 62, x + width - 10, y + 30, y + height - 40
    values = [v for _, points in lines for _, v in points]
    high = ceiling(max(values, default=0))
    low = min(0.0, min(values, default=0))
    for part in range(5):
        value = low + (high - low) * part / 4
        at = bottom - (bottom - top) * part / 4
        yield f'<line x1="{left}" y1="{at:.0f}" x2="{right}" y2="{at:.0f}" stroke="#eceff1"/>'
        yield text(left - 5, at + 4, shown(value, defaults["unit"]), 9, "#777", "end")
    for part in (0, 0.5, 1):
        clock = time.strftime("%H:%M:%S", time.gmtime(start + (end - start) * part))
        anchor = {0: "start", 0.5: "middle", 1: "end"}[part]
        yield text(left + (right - left) * part, bottom + 13, clock, 9, "#777", anchor)
    if not lines:
        yield text((left + right) / 2, (top + bottom) / 2, "no data", 12, "#999", "middle")
    at = x + 10
    for number, (name, points) in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        path = " ".join(
            f"{left + (t - start) / (end - start) * (right - left):.1f},"
            f"{bottom - (v - low) / (high - low) * (bottom - top):.1f}"
            for t, v in points
        )
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
        if at + 7 * len(name) < x + width:
            yield f'<rect x="{at}" y="{y + height - 16}" width="9" height="3" fill="{colour}"/>'
            yield text(at + 13, y + height - 11, name, 10, "#555")
            at += 24 + 6 * len(name)


def drawing(prometheus, start, end):
    """The whole picture."""
    panels = expressions.json.loads(expressions.DASHBOARD.read_text())["panels"]
    rows = max(p["gridPos"]["y"] + p["gridPos"]["h"] for p in panels)
    width, height = 24 * CELL_WIDTH + GAP, rows * CELL_HEIGHT + GAP
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="Helvetica, Arial, sans-serif">'
    )
    yield f'<rect width="{width}" height="{height}" fill="#f4f5f7"/>'
    for panel in panels:
        at = panel["gridPos"]
        box = (
            at["x"] * CELL_WIDTH + GAP,
            at["y"] * CELL_HEIGHT + GAP,
            at["w"] * CELL_WIDTH - GAP,
            at["h"] * CELL_HEIGHT - GAP,
        )
        if panel["type"] == "row":
            yield text(box[0] + 4, box[1] + 16, panel["title"], 13, "#111", weight="bold")
        elif panel["type"] == "stat":
            yield from stat(panel, prometheus, end, box)
        else:
            yield from graph(panel, prometheus, start, end, box)
    yield "</svg>"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url", help="base of a Prometheus, such as http://127.0.0.1:9090")
    parser.add_argument("out", type=pathlib.Path, help="the SVG to write")
    parser.add_argument("--minutes", type=float, default=30, help="how far back; default 30")
    arguments = parser.parse_args()
    end = time.time()
    lines = drawing(Prometheus(arguments.url), end - arguments.minutes * 60, end)
    arguments.out.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
