"""Holds alerts, tests, runbooks, dashboard and the reference of the metrics against each other.

Part of scripts/check_monitoring.sh. Exit code 0 if all of it fits, 1 with a line for each fault.
"""

import re
import sys

import expressions

ROOT = expressions.HERE.parent
RUNBOOKS = ROOT / "docs" / "runbooks"
METRICS = ROOT / "docs" / "reference" / "metrics.md"


def faults_of_alerts(alerts):
    index = (RUNBOOKS / "README.md").read_text()
    tests = expressions.TESTS.read_text()
    pages = set()
    for name, block in alerts.items():
        for key in ("severity", "summary", "description", "runbook_url"):
            if not re.search(rf"^ +{key}: \S", block, re.M):
                yield f"{name} has no {key}"
        url = re.search(r"runbook_url: (\S+)", block)
        page = url[1].rsplit("/", 1)[1] if url else "none"
        pages.add(page)
        if not (RUNBOOKS / page).is_file():
            yield f"{name} leads to docs/runbooks/{page}, which is missing"
        elif not (RUNBOOKS / page).read_text().startswith(f"# {name}\n"):
            yield f"docs/runbooks/{page} does not begin with `# {name}`"
        if f"[{name}]({page})" not in index:
            yield f"docs/runbooks/README.md does not list {name}"
        if not re.search(rf"alertname: {name}\n +exp_alerts:\n", tests):
            yield f"no unit test sees {name} fire"
        if not re.search(rf"alertname: {name}\n +exp_alerts: \[\]", tests):
            yield f"no unit test sees {name} quiet"
    for page in sorted(path.name for path in RUNBOOKS.glob("*.md")):
        if page != "README.md" and page not in pages:
            yield f"docs/runbooks/{page} belongs to no alert"


def faults_of_names(alerts):
    if not METRICS.is_file():
        print(f"{METRICS.relative_to(ROOT)} does not exist: names of metrics not checked")
        return
    known = set(re.findall(r"`(cdc_\w+)`", METRICS.read_text())) | {"up"}
    used = [(name, expressions.alert_expression(block)) for name, block in alerts.items()]
    for panel in expressions.panels():
        used += [(panel["title"], target["expr"]) for target in panel["targets"]]
    for where, expression in used:
        names = expressions.metrics(expression)
        if not names:
            yield f"{where}: no metric in {expression}"
        for name in sorted(names - known):
            yield f"{where}: {name} is not in docs/reference/metrics.md"


def main():
    alerts = expressions.alerts()
    faults = [*faults_of_alerts(alerts), *faults_of_names(alerts)]
    for fault in faults:
        print(fault, file=sys.stderr)
    queries = sum(len(panel["targets"]) for panel in expressions.panels())
    print(f"{len(alerts)} alerts, {queries} queries of the dashboard, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
