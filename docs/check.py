#!/usr/bin/env python3
"""Hold the documents against the repository: python3 docs/check.py (Python 3.11, standard library; run from anywhere).

links      every relative link of every Markdown file leads to a file, every #anchor to a heading
settings   the table of docs/operate.md has the fields of the kernel's Config, with its defaults
routes     every path of the API that a document names is a route
examples   docs/examples hold, and the snippets and the answer shown in docs/items.md are theirs
required   the table of docs/items.md has the required keys of the schema
"""
import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", "target", "node_modules", "demo-data", "tongban-data", "out"}
PROBLEMS = []


def say(where, what):
    PROBLEMS.append(f"{where}: {what}")


def text(path):
    return (ROOT / path).read_text(encoding="utf-8")


def markdown():
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(f for f in folders if f not in SKIPPED)
        for name in sorted(files):
            if name.endswith(".md"):
                yield (Path(folder) / name).relative_to(ROOT)


def without_code(source):
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", source, flags=re.M | re.S))


def anchors(path):
    """The anchors of the headings, as GitHub makes them."""
    out = set()
    for heading in re.findall(r"^#+ +(.+?) *$", re.sub(r"^```.*?^```", "", text(path), flags=re.M | re.S), flags=re.M):
        kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
        anchor, n = kept.replace(" ", "-"), 0
        while (anchor if n == 0 else f"{anchor}-{n}") in out:
            n += 1
        out.add(anchor if n == 0 else f"{anchor}-{n}")
    return out | set(re.findall(r'<a id="([^"]+)">', text(path)))


def links():
    for path in markdown():
        for target in re.findall(r"\]\(([^)\s]+)\)", without_code(text(path))):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            found = (ROOT / path).parent / file if file else ROOT / path
            if not found.exists():
                say(path, f"{target} leads nowhere")
            elif anchor and found.suffix == ".md" and anchor not in anchors(found.resolve().relative_to(ROOT)):
                say(path, f"{target}: no such heading")


def settings():
    source = text("crates/platform/kernel/src/config.rs")
    body = re.search(r"pub struct Config \{(.*?)^\}", source, re.M | re.S).group(1)
    fields = re.findall(r"^ {4}pub (\w+):", body, re.M)
    defaults = re.search(r"impl Default for Config \{.*?Self \{(.*?)\n {8}\}", source, re.S).group(1)
    defaults = dict(re.findall(r"^ {12}(\w+): (.+),$", defaults, re.M))
    rows = re.findall(r"^\| `(\w+)` \| `(TONGBAN_\w+)` \| ([^|]+) \|", text("docs/operate.md"), re.M)
    if [r[0] for r in rows] != fields:
        say("docs/operate.md", f"the settings are {[r[0] for r in rows]}, those of config.rs {fields}")
    for key, variable, default in rows:
        if variable != f"TONGBAN_{key.upper()}":
            say("docs/operate.md", f"{key} is set by TONGBAN_{key.upper()}, not by {variable}")
        if written(defaults.get(key, "")) != default.strip().strip("`"):
            say("docs/operate.md", f"{key}: the default is {written(defaults.get(key, ''))}, not {default.strip()}")


def written(value):
    """A default as the table writes it."""
    address = re.fullmatch(r"SocketAddr::from\(\(\[(\d+), (\d+), (\d+), (\d+)\], (\d+)\)\)", value)
    if address:
        return "{}.{}.{}.{}:{}".format(*address.groups())
    quoted = re.fullmatch(r'"(.*)"\.into\(\)', value)
    if quoted:
        return quoted.group(1)
    return {"String::new()": "（空）", "PathBuf::new()": "（空）", "Vec::new()": "[]"}.get(value, value)


def manifests():
    for path in sorted([*ROOT.glob("apps/*/Cargo.toml"), *ROOT.glob("crates/*/*/Cargo.toml")]):
        with path.open("rb") as f:
            yield tomllib.load(f)


def routes():
    # Every string of a source that is a path of the API, save those of the description, which could lag behind.
    pattern = re.compile(r'(?<!path = )"(/api/v\d+/[^"\s]*)"')
    real = {route for path in [*ROOT.glob("apps/*/src/**/*.rs"), *ROOT.glob("crates/*/*/src/**/*.rs")] for route in pattern.findall(path.read_text(encoding="utf-8"))}
    matchers = [re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(route))) for route in real]
    for path in markdown():
        for named in re.findall(r"/api/v\d+/[\w/{}$.-]*[\w}]", text(path)):
            if not any(m.fullmatch(named) for m in matchers):
                say(path, f"{named} is no route")


def contains(whole, part):
    """Whether a JSON value holds another: an object some keys of which are the same, anywhere inside."""
    if isinstance(part, dict) and isinstance(whole, dict) and all(whole.get(k, ...) == v for k, v in part.items()):
        return True
    inner = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()
    return any(contains(one, part) for one in inner)


def examples():
    check = [sys.executable, str(ROOT / "data/schema/check.py")]
    folder = ROOT / "docs/examples"
    package = folder / "community-room-booking.json"
    overlay, case = (folder / f"community-room-booking.{kind}.json" for kind in ("overlay", "case"))
    for arguments in ([str(package)], ["--overlay", str(overlay), str(package)]):
        done = subprocess.run(check + arguments, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            say("docs/examples", done.stdout.strip() or done.stderr.strip())
    answer = subprocess.run([*check, "--eval", str(package), "book", str(case)], capture_output=True, text=True, check=False)
    documents = [json.loads(f.read_text(encoding="utf-8")) for f in (package, overlay, case)]
    for number, snippet in enumerate(re.findall(r"^```json\n(.*?)^```", text("docs/items.md"), re.M | re.S), 1):
        try:
            part = json.loads(snippet)
        except ValueError as e:
            say("docs/items.md", f"snippet {number} is no JSON: {e}")
            continue
        if answer.returncode == 0 and contains(json.loads(answer.stdout), part):
            continue
        if not any(contains(document, part) for document in documents):
            say("docs/items.md", f"snippet {number} is not in the example: {snippet[:80]!r}")


def required():
    """The table of keys that must be there is that of the schema."""
    schema = json.loads(text("data/schema/item.schema.json"))
    handling = schema["$defs"]["handling"]
    real = {"item": schema["properties"]["item"]["required"], "handling": handling["required"]}
    for key, value in handling["properties"].items():
        if "required" in value.get("items", {}):
            real[key] = value["items"]["required"]
    rows = dict(re.findall(r"^\| [^|`]*`(\w+)` \| ((?:`\w+` ?)+) *\|$", text("docs/items.md"), re.M))
    told = {key: keys.replace("`", "").split() for key, keys in rows.items()}
    for key in told:
        if told[key] != real.get(key):
            say("docs/items.md", f"{key} must have {real.get(key)}, the table says {told[key]}")
    for key in sorted({"item", *(k for k in handling["required"] if k in real)} - set(told)):
        say("docs/items.md", f"the table of required keys lacks {key}")


def main():
    for part in (links, settings, routes, examples, required):
        part()
    for problem in PROBLEMS:
        print("-", problem)
    print(f"{len(list(markdown()))} documents, {len(PROBLEMS)} problems")
    return 1 if PROBLEMS else 0


if __name__ == "__main__":
    sys.exit(main())
