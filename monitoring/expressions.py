"""Every PromQL expression of the monitoring kit, read with nothing but Python's own library."""

import json
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent
ALERTS = HERE / "prometheus" / "alerts.yml"
TESTS = HERE / "prometheus" / "alerts.test.yml"
DASHBOARD = HERE / "grafana" / "dashboard.json"

# what Grafana would put in the place of its variables: all there is
VARIABLES = {
    "$__rate_interval": "1m",
    "$pipeline": ".*",
    "$source": ".*",
    "$table": ".*",
}


def alerts():
    """Blocks of alerts.yml, by the alert's name: the YAML that stands in that file, not YAML at large."""
    blocks = re.split(r"^ {6}- alert: ", ALERTS.read_text(), flags=re.M)[1:]
    return {block.split("\n", 1)[0].strip(): block for block in blocks}


def alert_expression(block):
    """The expression of one alert, on one line."""
    lines = block.split("\n")
    start = next(i for i, line in enumerate(lines) if line.startswith("        expr:"))
    first = lines[start].split("expr:", 1)[1].strip()
    if first not in ("|-", ">-"):
        return first
    rest = []
    for line in lines[start + 1 :]:
        if not line.startswith(" " * 10):
            break
        rest.append(line.strip())
    return " ".join(rest)


def panels():
    """Panels of the dashboard that have queries."""
    return [panel for panel in json.loads(DASHBOARD.read_text())["panels"] if panel.get("targets")]


def panel_expression(target):
    """The expression of a query, with Grafana's variables filled in."""
    expression = target["expr"]
    for name, value in VARIABLES.items():
        expression = expression.replace(name, value)
    return expression


def metrics(expression):
    """Names of metrics in an expression: ours, and those that Prometheus makes itself."""
    return set(re.findall(r"\b(?:cdc_\w+|up)\b", re.sub(r'"[^"]*"', '""', expression)))
