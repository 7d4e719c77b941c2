"""python -m bench [NAME …]: measure, print, and keep the results in bench/results/."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bench.build import measure_build
from bench.check import measure_check
from bench.during import measure_during
from bench.export import measure_export, measure_export_postgres
from bench.growth import measure_growth
from bench.page import measure_page
from bench.report import measure_report
from bench.reporting import Figure, write_results
from bench.roster import measure_roster
from bench.storm import measure_sign_in, measure_slow_disk
from bench.submit import measure_submit

BENCHMARKS: dict[str, Callable[[], list[Figure]]] = {
    "submit": measure_submit,
    "disk": measure_slow_disk,
    "signin": measure_sign_in,
    "growth": measure_growth,
    "export": measure_export,
    "export-postgres": measure_export_postgres,
    "during": measure_during,
    "build": measure_build,
    "page": measure_page,
    "report": measure_report,
    "check": measure_check,
    "roster": measure_roster,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, all without a name. Ends with 1 when a target is missed."""
    unknown = sorted(set(names) - set(BENCHMARKS))
    if unknown:
        print(f"No benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}.", file=sys.stderr)
        return 2
    met = True
    for name in names or list(BENCHMARKS):
        print(f"{name} …", flush=True)
        figures = BENCHMARKS[name]()
        for figure in figures:
            verdict = "met" if figure.met else "MISSED"
            print(f"  {figure.bar:4} {figure.what}: {figure.value}  (target {figure.target}; {verdict})")
            met &= figure.met
        print(f"  kept in {write_results(name, figures)}")
    return 0 if met else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
