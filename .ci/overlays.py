#!/usr/bin/env python3
"""Hold every implementation list of the demo against its package, with the independent oracle in data/schema."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "data" / "schema"))
sys.dont_write_bytecode = True
sys.setrecursionlimit(20_000)

import check  # noqa: E402

bad = 0
overlays = sorted((ROOT / "data" / "demo" / "overlays").glob("*/*.json"))
for overlay in overlays:
    problems = check.check_overlay(str(overlay), str(ROOT / "data" / "items" / overlay.name))
    bad += bool(problems)
    for problem in problems:
        print(f"{overlay.relative_to(ROOT)}: {problem}")
print(f"implementation lists: {len(overlays) - bad} passed, {bad} failed")
sys.exit(1 if bad or not overlays else 0)
