#!/usr/bin/env python3
"""Holds the alerts and the dashboard of deploy/monitoring against what is written about them.

  tests/monitoring/monitoring_test.py

promtool says whether they can be read, and whether each alert comes when it should.
"""

import re
import subprocess
import tempfile
import unittest

import yaml

from monitoring_files import (MONITORING, alerts, documented, expressions, family_of, metrics_in,
                              panels, sections)


def promtool(*words):
    return subprocess.run(["promtool", *words], cwd=MONITORING, check=False, capture_output=True,
                          text=True)


class MonitoringTest(unittest.TestCase):
    def assert_well(self, done):
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_prometheus_takes_what_is_there(self):
        self.assert_well(promtool("check", "rules", "alerts.yaml"))
        self.assert_well(promtool("check", "config", "scrape.yaml"))

    def test_each_alert_comes_when_it_should(self):
        self.assert_well(promtool("test", "rules", "alerts_test.yaml"))
        tested = re.findall(r'alertname="(\w+)"\}\', value: 1',
                            (MONITORING / "alerts_test.yaml").read_text(encoding="utf-8"))
        self.assertEqual(set(tested), set(alerts()))

    def test_each_alert_says_what_to_do(self):
        for name, rule in alerts().items():
            page, _, anchor = rule["annotations"]["runbook"].partition("#")
            runbook = sections(page).get(anchor, "")
            self.assertRegex(runbook, rf"(?m)^\| `{name}` \| [^|]+ \| [^|]+ \|$")
            self.assertIn(rule["labels"]["severity"], ("critical", "warning"))

    def test_the_runbook_has_no_alert_that_there_is_not(self):
        named = re.findall(r"(?m)^\| `(Taqvim\w+)` \|", sections("docs/operations.md")["alerts"])
        self.assertEqual(sorted(named), sorted(alerts()))

    def test_what_is_asked_for_is_documented(self):
        known = documented()
        for where, expression in expressions():
            asked = metrics_in(expression)
            self.assertTrue(asked or "up{" in expression, where)
            for metric in asked:
                self.assertIn(family_of(metric, known), known, where)

    def test_the_dashboard_can_be_read(self):
        titles = [panel["title"] for panel in panels()]
        self.assertGreater(len(titles), 20)
        # As rules, in which Grafana's variables have a value.
        rules = [{"record": f"panel:{number}", "expr": expression.replace("$instance", ".*")}
                 for number, (_, expression) in enumerate(expressions())]
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
            yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}, file)
            file.flush()
            self.assert_well(promtool("check", "rules", file.name))


if __name__ == "__main__":
    unittest.main(verbosity=2)
