"""Asks check.py, the independent second implementation, about many cases in one process.

oracle.py SCHEMA_FOLDER cases PACKAGE        stdin: [{"handling", "case"}, …]  → [{"outcome"} or {"failed"}, …]
oracle.py SCHEMA_FOLDER expressions PACKAGE  stdin: {"case", "sources": […]}  → [{"value"}, {"static"} or {"failed"}, …]
oracle.py SCHEMA_FOLDER faults FOLDER        checks every file of the folder   → {file: [problem, …]}

`expressions` puts each source where the first result's first field has its value.
"""
import functools
import json
import os
import sys
from decimal import Decimal

sys.path.insert(0, sys.argv[1])
import check  # noqa: E402

sys.setrecursionlimit(20_000)
check.parse = functools.lru_cache(maxsize=None)(check.parse)


def read_stdin():
    return json.load(sys.stdin, parse_float=Decimal)


def outcome(handling, case):
    try:
        return {"outcome": check.Case(handling, case).outcome()}
    except (check.Failure, ArithmeticError, ValueError) as e:
        return {"failed": str(e)}


def cases(package):
    handling = {h["id"]: h for h in package["handling"]}
    return [outcome(handling[each["handling"]], each["case"]) for each in read_stdin()]


def expressions(package):
    handling, asked = package["handling"][0], read_stdin()
    field, answers = handling["results"][0]["fields"][0], []
    for source in asked["sources"]:
        field["value"], problems = source, []
        try:
            check.check_handling(handling, problems.append)
        except (IndexError, KeyError) as e:
            problems.append(f"the oracle itself fails: {e!r}")
        if problems:
            answers.append({"static": problems[0]})
            continue
        got = outcome(handling, asked["case"])
        answers.append({"value": got["outcome"]["result"][field["id"]]} if "outcome" in got else got)
    return answers


def faults(folder):
    return {name: check.check(os.path.join(folder, name))[0] for name in sorted(os.listdir(folder))}


mode, path = sys.argv[2], sys.argv[3]
if mode == "faults":
    answer = faults(path)
else:
    answer = {"cases": cases, "expressions": expressions}[mode](check.read(path))
json.dump(answer, sys.stdout, ensure_ascii=False)
