"""What a run says at its end besides passed and failed: what did not run and why, and the figures proved."""

from collections import defaultdict
from typing import Any

import pytest


def reason_of(report: pytest.TestReport) -> str:
    """Return why a test did not run, in words."""
    said = report.longrepr
    text = str(said[2]) if isinstance(said, tuple) else str(getattr(report, "wasxfail", "") or said)
    return text.removeprefix("Skipped: ").strip() or "no reason was given"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """List the tests that did not run with their reasons, then the figures."""
    not_run: dict[str, list[str]] = defaultdict(list)
    for report in [*terminalreporter.stats.get("skipped", []), *terminalreporter.stats.get("xfailed", [])]:
        not_run[reason_of(report)].append(report.nodeid)
    deselected = len(terminalreporter.stats.get("deselected", []))
    if not_run or deselected:
        terminalreporter.section("Not run")
        for reason, names in sorted(not_run.items()):
            terminalreporter.line(f"{len(names)} × {reason}")
            for name in sorted(names):
                terminalreporter.line(f"    {name}")
        if deselected:
            terminalreporter.line(f"{deselected} × left out by the choice made on the command line (-m, -k, …)")
    figures = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, value in report.user_properties
        if name == "figure"
    ]
    if figures:
        terminalreporter.section("Figures")
        for figure in sorted(figures):
            terminalreporter.line(figure)
