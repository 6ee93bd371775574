"""What deploy/monitoring and the documentation say of metrics, for tests."""

import json
import pathlib
import re

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
MONITORING = ROOT / "deploy/monitoring"
METRIC = re.compile(r"\b(?:taqvim|process)_[a-z_]+\b")
# What a histogram is called in an expression.
OF_HISTOGRAM = re.compile(r"_(bucket|count|sum)$")


def alerts():
    """The rules of alerts.yaml, by name."""
    groups = yaml.safe_load((MONITORING / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def panels():
    """The panels of the dashboard that show something."""
    dashboard = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions():
    """All that Prometheus is asked, with where it stands."""
    for name, rule in alerts().items():
        yield f"alert {name}", rule["expr"]
    for panel in panels():
        for target in panel["targets"]:
            yield f"panel {panel['title']}", target["expr"]


def metrics_in(text):
    return set(METRIC.findall(text))


def family_of(metric, families):
    """The metric that has the series of that name."""
    without = OF_HISTOGRAM.sub("", metric)
    return without if without in families else metric


def documented():
    """The metrics that docs/metrics.md has rows for."""
    rows = [line for line in (ROOT / "docs/metrics.md").read_text(encoding="utf-8").splitlines()
            if line.startswith("| `")]
    return {metric for row in rows for metric in metrics_in(row.split("|")[1])}


def sections(path):
    """The text below each heading of a page, by the anchor that links to it."""
    found, anchor = {}, ""
    for line in (ROOT / path).read_text(encoding="utf-8").splitlines():
        heading = re.match(r"#+ (.*)", line)
        if heading:
            anchor = re.sub(r"[^\w -]", "", heading.group(1).lower()).replace(" ", "-")
        found.setdefault(anchor, []).append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}
