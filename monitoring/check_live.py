"""Evaluates every expression of the dashboard and of the alerts at a running Prometheus. See check_live.sh."""

import re
import sys
import urllib.error

import expressions
from prometheus_api import Prometheus


def compared(expression):
    """The alert's expression with both sides of its comparisons kept, so that it has data when all is well."""
    kept = re.sub(r"(>=|<=|==|!=|>|<)(?= )", r"\1 bool", expression)
    return kept.replace(" unless ", " and ")


def main(url):
    prometheus = Prometheus(url)
    checks = []
    for panel in expressions.panels():
        for target in panel["targets"]:
            checks.append((f"panel {panel['title']}", expressions.panel_expression(target)))
    for name, block in expressions.alerts().items():
        checks.append((f"alert {name}", compared(expressions.alert_expression(block))))
    without = 0
    for where, expression in checks:
        try:
            if prometheus.instant(expression):
                continue
            print(f"no data: {where}: {expression}")
        except ValueError as error:
            print(f"error: {where}: {error}: {expression}")
        without += 1
    for name, block in expressions.alerts().items():
        for series in prometheus.instant(expressions.alert_expression(block)):
            print(f"alert {name} is true: {series['metric']} {series['value'][1]}")
    print(f"{len(checks)} expressions, {len(checks) - without} with data")
    return 1 if without else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except urllib.error.URLError as error:
        sys.exit(f"check_live: no Prometheus at {sys.argv[1]} ({error.reason}). Start it, or correct the address")
