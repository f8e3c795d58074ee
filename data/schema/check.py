#!/usr/bin/env python3
"""Check item packages and evaluate them: an independent second implementation of FORMAT.md.

check.py FILE...                          validate each package and run its scenarios
check.py --eval FILE HANDLING CASE.json   print what applies to a case {"applicant", "answers", "form", "licence", "case", "review", "params"}
check.py --overlay OVERLAY.json FILE      hold a body's overlay against its package
"""
import calendar
import datetime
import json
import math
import os
import random
import re
import sys
from decimal import ROUND_HALF_UP, Decimal

HERE = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """An expression that cannot be read or cannot be evaluated."""


# --- expressions -------------------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"\s*(?:(?P<num>\d+\.\d+|\d+)|(?P<str>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<op>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:().,\[\]]))", re.ASCII)
ESCAPES = {"\\": "\\", '"': '"', "'": "'", "n": "\n"}
LONGEST, DEEPEST = 2000, 50
WORDS = {"true", "false", "null", "in", "exists", "all", "filter", "map"}
ROOTS = {"answers", "form", "applicant", "licence", "row", "case", "review", "params"}
MACROS = {"exists", "all", "filter", "map"}
FUNCTIONS = {"size": 1, "sum": 1, "join": 2, "label": 1, "birth_date": 1, "add_days": 2, "add_months": 2, "add_years": 2,
             "days_between": 2, "months_between": 2, "years_between": 2}
CASE = {"submitted_on", "accepted_on", "decided_on", "number", "result_number"}


def tokens(source):
    out, at = [], 0
    source = source.rstrip(" \t\n\r\f\v")
    if len(source) > LONGEST:
        raise Failure(f"longer than {LONGEST} characters")
    while at < len(source):
        found = TOKEN.match(source, at)
        if not found or found.end() == at:
            raise Failure(f"cannot read {source[at:]!r}")
        at = found.end()
        kind = found.lastgroup
        out.append((kind, found.group(kind)))
    return out + [("end", "")]


class Parser:
    """Precedence climbing over the CEL subset; the tree is nested tuples."""
    LEVELS = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/"]]

    def __init__(self, source):
        self.list, self.at, self.bound, self.depth = tokens(source), 0, [], 0

    def peek(self):
        return self.list[self.at][1] if self.list[self.at][0] in ("op", "name") else None

    def take(self, want=None):
        kind, text = self.list[self.at]
        if want is not None and (kind not in ("op", "name") or text != want):
            raise Failure(f"expected {want!r}, found {text!r}")
        self.at += 1
        return kind, text

    def whole(self):
        tree = self.ternary()
        if self.list[self.at][0] != "end":
            raise Failure(f"unexpected {self.list[self.at][1]!r}")
        return tree

    def ternary(self):
        self.depth += 1
        if self.depth > DEEPEST:
            raise Failure(f"nested deeper than {DEEPEST}")
        tree = self.binary(0)
        if self.peek() == "?":
            self.take()
            yes = self.binary(0)
            self.take(":")
            tree = ("if", tree, yes, self.ternary())
        self.depth -= 1
        return tree

    def binary(self, level):
        if level == len(self.LEVELS):
            return self.unary()
        left = self.binary(level + 1)
        while self.peek() in self.LEVELS[level]:
            op = self.take()[1]
            left = (op, left, self.binary(level + 1))
        return left

    def unary(self):
        if self.peek() in ("!", "-"):
            return ("not" if self.take()[1] == "!" else "neg", self.unary())
        return self.postfix(self.primary())

    def postfix(self, tree):
        """LIST.exists(x, …), LIST.all(x, …), LIST.filter(x, …), LIST.map(x, …)"""
        while self.peek() == ".":
            self.take(".")
            macro = self.take()[1]
            if macro not in MACROS:
                raise Failure(f"unknown .{macro}")
            self.take("(")
            kind, name = self.take()
            if kind != "name" or name in ROOTS or name in FUNCTIONS or name in ("true", "false", "null", "in"):
                raise Failure(f"{name!r} cannot name an element")
            self.take(",")
            self.bound.append(name)
            body = self.ternary()
            self.bound.pop()
            self.take(")")
            tree = (macro, tree, name, body)
        return tree

    def primary(self):
        kind, text = self.take()
        if kind == "num":
            return ("lit", Decimal(text) if "." in text else int(text))
        if kind == "str":
            wrong = [e for e in re.findall(r"\\(.)", text[1:-1]) if e not in ESCAPES]
            if wrong:
                raise Failure(f"unknown escape \\{wrong[0]}")
            return ("lit", re.sub(r"\\(.)", lambda e: ESCAPES[e[1]], text[1:-1]))
        if text == "(":
            tree = self.ternary()
            self.take(")")
            return tree
        if text == "[":
            items = []
            while self.peek() != "]":
                items.append(self.ternary())
                if self.peek() == ",":
                    self.take()
                elif self.peek() != "]":
                    raise Failure("expected ',' or ']'")
            self.take("]")
            return ("list", items)
        if text in ("true", "false", "null"):
            return ("lit", {"true": True, "false": False, "null": None}[text])
        if kind == "name" and text in FUNCTIONS:
            self.take("(")
            arguments = [self.ternary()]
            while self.peek() == ",":
                self.take()
                arguments.append(self.ternary())
            self.take(")")
            if len(arguments) != FUNCTIONS[text]:
                raise Failure(f"{text} takes {FUNCTIONS[text]}")
            if text == "label" and (arguments[0][0] != "ref" or arguments[0][1] not in ("answers", "form")):
                raise Failure("label takes answers.ID or form.ID")
            return ("call", text, arguments)
        if kind == "name" and text in self.bound:
            if self.peek() == "." and self.list[self.at + 1][1] not in MACROS:
                self.take(".")
                return ("var", text, self.take()[1])
            return ("var", text, None)
        if text in ROOTS:
            self.take(".")
            kind, name = self.take()
            if kind != "name":
                raise Failure(f"expected a name after {text}.")
            return ("ref", text, name)
        raise Failure(f"unexpected {text!r}")


def parse(source):
    return Parser(source).whole()


def references(tree):
    if tree[0] == "ref":
        yield tree[1], tree[2]
    for part in tree[1:]:
        if isinstance(part, tuple):
            yield from references(part)
        elif isinstance(part, list):
            for each in part:
                yield from references(each)


def labels(tree):
    """What label() is asked about, as (root, name)."""
    if tree[0] == "call" and tree[1] == "label":
        yield tree[2][0][1:]
    for part in tree[1:]:
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, tuple):
                yield from labels(each)


def elements(tree, repeated, bound):
    """Problems with the elements that macros name: each is a row of a repeated section, or a plain value."""
    if tree[0] == "var":
        fields = bound[tree[1]]
        if (fields is None) != (tree[2] is None) or (fields is not None and tree[2] not in fields):
            yield f"{tree[1]}.{tree[2]} is not known"
    if tree[0] in MACROS:
        yield from elements(tree[1], repeated, bound)
        yield from elements(tree[3], repeated, {**bound, tree[2]: rows(tree[1], repeated)})
        return
    for part in tree[1:]:
        for each in part if isinstance(part, list) else [part]:
            if isinstance(each, tuple):
                yield from elements(each, repeated, bound)


def rows(tree, repeated):
    if tree[0] == "filter":
        return rows(tree[1], repeated)
    return repeated.get(tree[2]) if tree[0] == "ref" and tree[1] == "form" else None


def date(value):
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            pass
    raise Failure(f"{value!r} is not a date")


def moved(day, months):
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    if not 1 <= year <= 9999:
        return datetime.date.min if year < 1 else datetime.date.max
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def months_between(a, b):
    """Whole months from a to b; negative where b comes first."""
    if b < a:
        return -months_between(b, a)
    n = (b.year - a.year) * 12 + b.month - a.month
    return n - 1 if moved(a, n) > b else n


def whole(value):
    return int(number(value))


def call(name, arguments, scope):
    if name == "label":
        _, root, key = arguments[0]
        value = evaluate(arguments[0], scope)
        labels = {o["id"]: o["label"] for o in scope["options"].get((root, key), [])}
        chosen = value if isinstance(value, list) else [value]
        if value is not None and not all(isinstance(v, str) for v in chosen):
            raise Failure(f"label of {value!r}")
        return None if value is None else "、".join(labels.get(v, v) for v in chosen)
    values = [evaluate(each, scope) for each in arguments]
    first = values[0]
    if name == "size":
        if not isinstance(first, (str, list)):
            raise Failure(f"size of {first!r}")
        return len(first)
    if name in ("sum", "join"):
        if not isinstance(first, list):
            raise Failure(f"{name} of {first!r}")
        given = [v for v in first if v is not None]
        if name == "sum":
            return sum((number(v) for v in given), 0)
        if not all(isinstance(v, str) for v in [*given, values[1]]):
            raise Failure("join needs texts")
        return values[1].join(given)
    if name == "birth_date":
        return f"{first[6:10]}-{first[10:12]}-{first[12:14]}" if isinstance(first, str) and resident_id_ok(first) else None
    if name == "add_days":
        day, n = date(first), whole(values[1])
        try:
            return (day + datetime.timedelta(days=n)).isoformat()
        except OverflowError:
            return (datetime.date.min if n < 0 else datetime.date.max).isoformat()
    if name in ("add_months", "add_years"):
        return moved(date(first), whole(values[1]) * (12 if name == "add_years" else 1)).isoformat()
    if name == "days_between":
        return (date(values[1]) - date(first)).days
    months = months_between(date(first), date(values[1]))
    return months if name == "months_between" else (abs(months) // 12) * (1 if months >= 0 else -1)


def number(value):
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        raise Failure(f"{value!r} is not a number")
    return value if isinstance(value, Decimal) else Decimal(str(value))


def same(left, right):
    """Equality by value: numbers exactly, a boolean only with a boolean, lists element by element."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    numbers = [isinstance(v, (int, float, Decimal)) and not isinstance(v, bool) for v in (left, right)]
    return number(left) == number(right) if all(numbers) else type(left) is type(right) and left == right


def plain(value):
    """A value as it is printed: whole numbers without a point, others rounded half up to six decimals."""
    if isinstance(value, (list, dict)):
        return {k: plain(v) for k, v in value.items()} if isinstance(value, dict) else [plain(v) for v in value]
    if isinstance(value, (float, Decimal)):
        value = number(value)
        value = value if value == value.to_integral_value() else value.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def value_of(source, scope):
    """The value of an expression; whatever cannot be computed is a Failure."""
    try:
        return evaluate(parse(source), scope)
    except (ArithmeticError, RecursionError) as e:
        raise Failure(f"cannot compute {source[:80]!r} ({type(e).__name__})") from None


def evaluate(tree, scope):
    op = tree[0]
    if op == "lit":
        return tree[1]
    if op == "list":
        return [evaluate(each, scope) for each in tree[1]]
    if op == "ref":
        return (scope.get(tree[1]) or {}).get(tree[2])
    if op == "var":
        element = scope["vars"][tree[1]]
        return element if tree[2] is None else element.get(tree[2])
    if op == "call":
        return call(tree[1], tree[2], scope)
    if op in MACROS:
        things = evaluate(tree[1], scope)
        if not isinstance(things, list):
            raise Failure(f"{op} of {things!r}")
        out = []
        for thing in things:
            value = evaluate(tree[3], {**scope, "vars": {**scope.get("vars", {}), tree[2]: thing}})
            if op != "map" and not isinstance(value, bool):
                raise Failure(f"{value!r} is not true or false")
            if op in ("exists", "all"):
                if value == (op == "exists"):
                    return value
            elif op == "map" or value:
                out.append(value if op == "map" else thing)
        return out if op in ("map", "filter") else op == "all"
    if op in ("&&", "||", "not", "if"):
        first = evaluate(tree[1], scope)
        if not isinstance(first, bool):
            raise Failure(f"{first!r} is not true or false")
        if op == "not":
            return not first
        if op == "if":
            return evaluate(tree[2] if first else tree[3], scope)
        if first == (op == "||"):
            return first
        second = evaluate(tree[2], scope)
        if not isinstance(second, bool):
            raise Failure(f"{second!r} is not true or false")
        return second
    if op == "neg":
        return -number(evaluate(tree[1], scope))
    left, right = evaluate(tree[1], scope), evaluate(tree[2], scope)
    if op in ("==", "!="):
        return same(left, right) == (op == "==")
    if op == "in":
        if not isinstance(right, list):
            raise Failure(f"'in' needs a list, not {right!r}")
        return any(same(left, each) for each in right)
    if op in ("<", "<=", ">", ">="):
        if isinstance(left, str) and isinstance(right, str):
            pass
        else:
            left, right = number(left), number(right)
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]
    if op == "+" and isinstance(left, str) and isinstance(right, str):
        return left + right
    left, right = number(left), number(right)
    if op == "/" and right == 0:
        raise Failure("division by zero")
    return {"+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right, "/": lambda: left / right}[op]()


def fen(value):
    try:
        return int(number(value).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except ArithmeticError:
        raise Failure(f"{value!r} is not an amount of money") from None


# --- field values ------------------------------------------------------------------------------------------------

def credit_code_ok(text):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    if len(text) != 18 or any(c not in alphabet for c in text):
        return False
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(text[:17]))
    return alphabet[(31 - total % 31) % 31] == text[17]


def resident_id_ok(text):
    if not re.fullmatch(r"\d{17}[\dX]", text, re.ASCII):
        return False
    try:
        datetime.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return "10X98765432"[sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(text[:17])) % 11] == text[17]


def number_ok(thing, value):
    """A number inside its bounds, below 10^15, with at most 15 digits, 6 of them after the point."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    value = number(value)
    if not value.is_finite() or abs(value) >= 10 ** 15 or value != round(value, 6) or len(value.normalize().as_tuple().digits) > 15:
        return False
    return number(thing.get("min", value)) <= value <= number(thing.get("max", value))


def value_ok(field, value):
    kind = field["type"]
    if kind in ("number", "money"):
        return number_ok(field, value) and (kind == "number" or value == int(value))
    if kind == "yes_no":
        return isinstance(value, bool)
    if kind == "many":
        return isinstance(value, list) and all(v in [o["id"] for o in field["options"]] for v in value)
    if kind == "files":
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if not isinstance(value, str):
        return False
    if len(value) > field.get("max_length", 10000) or ("pattern" in field and not re.fullmatch(field["pattern"], value, re.ASCII)):
        return False
    if kind == "one":
        return value in [o["id"] for o in field["options"]]
    if kind == "date":
        try:
            return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII) and datetime.date.fromisoformat(value))
        except ValueError:
            return False
    if kind == "credit_code":
        return credit_code_ok(value)
    if kind == "resident_id":
        return resident_id_ok(value)
    if kind == "region":
        return bool(re.fullmatch(r"\d{12}", value, re.ASCII))
    if kind == "phone":
        return bool(re.fullmatch(r"1\d{10}|0\d{2,3}-?\d{7,8}(-\d{1,6})?", value, re.ASCII))
    if kind == "email":
        return bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value, re.ASCII))
    return True


def empty(value):
    return value is None or value == "" or value == []


# --- what applies to a case --------------------------------------------------------------------------------------

class Case:
    def __init__(self, handling, given, seen=None):
        for key in ("applicant", "answers", "form", "licence", "case", "review", "params"):
            if not isinstance(given, dict) or not isinstance(given.get(key) or {}, dict):
                raise Failure(f"the case or its {key!r} is not an object")
        self.h, self.seen = handling, seen if seen is not None else {}
        options = {("answers", q["id"]): q["options"] for q in handling["questions"] if "options" in q}
        options |= {("form", f["id"]): f["options"] for s in handling["form"] if "repeat" not in s for f in s["fields"] if "options" in f}
        duties = {f["id"]: f for s in handling["steps"] for f in s.get("fields", [])}
        filled = given.get("review") or {}
        self.scope = {"applicant": {"kind": "natural", "agent": False, **(given.get("applicant") or {})}, "licence": given.get("licence"), "answers": {}, "form": {}, "row": None,
                      "case": {**dict.fromkeys(CASE), "submitted_on": "2026-06-01", **(given.get("case") or {})},
                      "review": {i: filled[i] if not empty(filled.get(i)) and value_ok(f, filled[i]) else None for i, f in duties.items()},
                      "params": {p["id"]: (given.get("params") or {}).get(p["id"], p["value"]) for p in handling.get("params", [])}, "options": options}
        self.errors = []
        self.sections = []
        self.answer(given.get("answers") or {})
        self.fill(given.get("form") or {})

    def holds(self, place, thing, key="when", row=None):
        if key not in thing:
            return True
        value = value_of(thing[key], {**self.scope, "row": row})
        if not isinstance(value, bool):
            raise Failure(f"{place}.{key} is {value!r}, not true or false")
        self.seen.setdefault(f"{place}.{key}", set()).add(value)
        return value

    def answer(self, given):
        for q in self.h["questions"]:
            asked = self.holds(f"questions.{q['id']}", q)
            value = given.get(q["id"]) if asked else None
            self.scope["answers"][q["id"]] = value
            if not asked:
                continue
            shape = {"one": lambda: value in [o["id"] for o in q["options"]], "yes_no": lambda: isinstance(value, bool),
                     "many": lambda: isinstance(value, list) and all(v in [o["id"] for o in q["options"]] for v in value),
                     "number": lambda: number_ok(q, value)}
            if value is None or not shape[q["kind"]]():
                self.errors.append(q["id"])
                self.scope["answers"][q["id"]] = None

    def fill(self, given):
        for section in self.h["form"]:
            for field in section["fields"] if "repeat" not in section else []:
                self.scope["form"][field["id"]] = None
            if "repeat" in section:
                self.scope["form"][section["id"]] = []
        for section in self.h["form"]:
            if not self.holds(f"form.{section['id']}", section):
                continue
            self.sections.append(section["id"])
            if "repeat" in section:
                rows = given.get(section["id"])
                rows = rows if isinstance(rows, list) and all(isinstance(row, dict) for row in rows) else []
                if not section["repeat"]["min"] <= len(rows) <= section["repeat"]["max"]:
                    self.errors.append(section["id"])
                self.scope["form"][section["id"]] = [self.fields(section, row, dict.fromkeys(f["id"] for f in section["fields"]), row_scope=True) for row in rows]
            else:
                self.fields(section, given, self.scope["form"], row_scope=False)
        for check in self.h.get("checks", []):
            if not self.holds(f"checks.{check['id']}", check, "check"):
                self.errors.append(check["id"])

    def fields(self, section, given, into, row_scope):
        for field in section["fields"]:
            place = f"form.{section['id']}.{field['id']}"
            row = into if row_scope else None
            shown = self.holds(place, field, "when", row)
            value = given.get(field["id"]) if shown else None
            into[field["id"]] = None if empty(value) else value
            if not shown:
                continue
            required = field["required"] if isinstance(field["required"], bool) else self.holds(place, field, "required", row)
            if empty(value):
                if required:
                    self.errors.append(field["id"])
            elif not value_ok(field, value):
                self.errors.append(field["id"])
                into[field["id"]] = None
            elif "check" in field and not self.holds(place, field, "check", row):
                self.errors.append(field["id"])
        return into

    def outcome(self):
        h = self.h
        pick = lambda key: [each["id"] for each in h.get(key, []) if self.holds(f"{key}.{each['id']}", each)]
        limit, limits = h["promised_limit"], {step["id"]: step["limit"] for step in h["steps"]}
        for i, rule in enumerate(h.get("limit_rules", [])):
            if self.holds(f"limit_rules.{i}", rule):
                limit = rule["promised_limit"]
                limits |= rule.get("step_limits", {})
                break
        for i, condition in enumerate(h["conditions"]):
            self.holds(f"conditions.{i}", condition)
        due = [f for f in h["fees"] if self.holds(f"fees.{f['id']}", f)]
        points = pick("review_points")
        auto = {p["id"]: self.holds(f"review_points.{p['id']}", p, "auto") for p in h["review_points"] if p["id"] in points and "auto" in p}
        results = [r for r in h["results"] if self.holds(f"results.{r['id']}", r)]
        pick("duties")
        return {"ends": pick("endings"), "materials": pick("materials"), "sections": self.sections, "steps": pick("steps"),
                "fee_fen": sum(fen(value_of(f["amount_fen"], self.scope)) for f in due), "promised_limit": limit, "step_limits": {i: limits[i] for i in pick("steps")},
                "special": pick("special_procedures"), "auto": auto,
                "result": {f["id"]: plain(value_of(f["value"], self.scope)) for r in results for f in r.get("fields", [])}, "errors": self.errors}


# --- checks of a package -----------------------------------------------------------------------------------------

DAYS = {"working_day": 1, "day": 1, "month": 21, "hour": 0}
VAGUE = ["其他材料", "其它材料", "有关材料", "相关材料", "有关部门要求", "法律法规规定的其他", "等材料", "需要提供的其他"]


def limit_days(limit):
    return limit["amount"] * DAYS[limit["unit"]]


def check_handling(h, say):
    def unique(what, things):
        ids = [t["id"] for t in things]
        for each in sorted({i for i in ids if ids.count(i) > 1}):
            say(f"{what} {each} stands twice")
        return set(ids)

    questions, materials = unique("question", h["questions"]), unique("material", h["materials"])
    unique("section", h["form"])
    steps, points = unique("step", h["steps"]), unique("review point", h["review_points"])
    for key in ("fees", "special_procedures", "results", "duties", "checks"):
        unique(key, h.get(key, []))
    flat = [f for s in h["form"] if "repeat" not in s for f in s["fields"]]
    unique("field", flat)
    repeated = {s["id"]: {f["id"] for f in s["fields"]} for s in h["form"] if "repeat" in s}
    all_fields = {f["id"] for f in flat} | set(repeated) | {i for ids in repeated.values() for i in ids}
    known_answers, known_form = set(), set()
    choices = {("answers", q["id"]) for q in h["questions"] if "options" in q} | {("form", f["id"]) for f in flat if "options" in f}
    unique("parameter", h.get("params", []))
    unique("ending", h.get("endings", []))
    unique("recorded field", [f for s in h["steps"] for f in s.get("fields", [])])
    for s in h["form"]:
        if "repeat" in s:
            unique(f"field in {s['id']}", s["fields"])
            if s["id"] in {f["id"] for f in flat}:
                say(f"section {s['id']}: a field has the same name")
            if s["repeat"]["min"] > s["repeat"]["max"]:
                say(f"section {s['id']}: min is above max")
    for thing in h["questions"] + h.get("params", []) + [f for s in h["form"] for f in s["fields"]] + [f for s in h["steps"] for f in s.get("fields", [])]:
        if thing["id"] in WORDS:
            say(f"{thing['id']} cannot be a name: it is a word of the expressions")
        unique(f"option of {thing['id']}:", thing.get("options", []))
        try:
            re.compile(thing.get("pattern", ""), re.ASCII)
        except re.error as e:
            say(f"{thing['id']}: the pattern cannot be read: {e}")
    for p in h.get("params", []):
        if not (isinstance(p["value"], str) if p["type"] == "text" else number_ok(p, p["value"])):
            say(f"parameter {p['id']}: {p['value']!r} is not a {p['type']} within its bounds")
    params, reviewed = {p["id"] for p in h.get("params", [])}, {f["id"] for s in h["steps"] for f in s.get("fields", [])}

    def expression(place, source, answers, form, row=frozenset(), later=False):
        try:
            tree = parse(source)
        except Failure as e:
            return say(f"{place}: {e} in {source!r}")
        for root, name in references(tree):
            ok = {"answers": name in answers, "form": name in form, "row": name in row, "applicant": name in ("kind", "agent"), "licence": "continues" in h, "params": name in params,
                  "case": name == "submitted_on" or (later and name in CASE), "review": later and name in reviewed}[root]
            if not ok:
                say(f"{place}: {root}.{name} is not known here (or comes later)")
        for name in labels(tree):
            if name not in choices:
                say(f"{place}: label needs a question or field with options, not {'.'.join(name)}")
        for problem in elements(tree, repeated, {}):
            say(f"{place}: {problem}")
        return None

    for q in h["questions"]:
        if "when" in q:
            expression(f"question {q['id']}", q["when"], known_answers, set())
        if (q["kind"] in ("one", "many")) != ("options" in q):
            say(f"question {q['id']}: options belong to one and many, and only there")
        known_answers.add(q["id"])
    for s in h["form"]:
        if "when" in s:
            expression(f"section {s['id']}", s["when"], questions, known_form)
        row = set()
        for f in s["fields"]:
            for key in ("when", "required", "check"):
                if isinstance(f.get(key), str):
                    here = {f["id"]} if key == "check" else set()
                    if "repeat" in s:
                        expression(f"field {s['id']}.{f['id']} {key}", f[key], questions, known_form, row | here)
                    else:
                        expression(f"field {f['id']} {key}", f[key], questions, known_form | here)
            if (f["type"] in ("one", "many")) != ("options" in f):
                say(f"field {f['id']}: options belong to one and many, and only there")
            if "check" in f and "message" not in f:
                say(f"field {f['id']}: a check needs its message")
            if f.get("prefill", "applicant.").split(".")[0] not in ("applicant", "licence", "registry", "answers"):
                say(f"field {f['id']}: unknown prefill {f['prefill']}")
            (row if "repeat" in s else known_form).add(f["id"])
        if "repeat" in s:
            known_form.add(s["id"])
    for key in ("conditions", "limit_rules", "materials", "fees", "steps", "review_points", "special_procedures", "results", "duties", "checks"):
        for i, each in enumerate(h.get(key, [])):
            for part in ("when", "check", "auto", "amount_fen"):
                if part in each:
                    expression(f"{key} {each.get('id', i)} {part}", each[part], questions, known_form, later=key in ("results", "duties") or part == "amount_fen")
            for f in each.get("fields", []) if key == "results" else []:
                expression(f"result field {f['id']}", f["value"], questions, known_form, later=True)
    for s in h["steps"]:
        for f in s.get("fields", []):
            for key in ("when", "required", "check"):
                if isinstance(f.get(key), str):
                    expression(f"step {s['id']} field {f['id']} {key}", f[key], questions, known_form, later=True)
    for e in h.get("endings", []):
        expression(f"ending {e['id']}", e["when"], questions, set())
    for p in h["review_points"]:
        if p["step"] not in steps:
            say(f"review point {p['id']}: no step {p['step']}")
        for m in p.get("materials", []):
            if m not in materials:
                say(f"review point {p['id']}: no material {m}")
        for f in p.get("fields", []):
            if f not in all_fields:
                say(f"review point {p['id']}: no field {f}")
    for p in h.get("special_procedures", []):
        if p.get("after_step", h["steps"][0]["id"]) not in steps:
            say(f"special procedure {p['id']}: no step {p['after_step']}")
    for c in h.get("checks", []):
        for f in c.get("fields", []):
            if f not in all_fields:
                say(f"check {c['id']}: no field {f}")
    if not any(s["kind"] == "decide" for s in h["steps"]):
        say("no step decides")
    if h["statutory_limit"] and limit_days(h["promised_limit"]) > limit_days(h["statutory_limit"]):
        say("the promised limit is above the statutory one")
    for i, rule in enumerate(h.get("limit_rules", [])):
        statutory = rule.get("statutory_limit") or h["statutory_limit"]
        for step in rule.get("step_limits", {}):
            if step not in steps:
                say(f"limit rule: no step {step}")
        if statutory and limit_days(rule["promised_limit"]) > limit_days(statutory):
            say(f"limit_rules.{i}: the promised limit is above the statutory one")
    if h["kind"] == "promised" and sum(limit_days(s["limit"]) for s in h["steps"] if "when" not in s) > limit_days(h["promised_limit"]):
        say(f"the steps take {sum(limit_days(s['limit']) for s in h['steps'] if 'when' not in s)} days, more than the promised limit")
    for m in h["materials"]:
        if any(v in m["name"] + m["standard"] for v in VAGUE):
            say(f"material {m['id']}: vague words")
        if m["need"] == "tolerable" and "tolerance_days" not in m:
            say(f"material {m['id']}: a tolerable material needs tolerance_days")
    if h["visits"] > 0 and not h.get("visit_reason"):
        say("visits need a reason")
    if h.get("initiator", "applicant") == "applicant" and not h["form"]:
        say("an application needs a form")


def run_scenarios(h, say, note):
    seen, failing = {}, 0
    for s in h["scenarios"]:
        try:
            case = Case(h, s, seen)
            got = case.outcome()
        except Failure as e:
            say(f"scenario {s['name']}: {e}")
            continue
        want = s["expect"]
        failing += bool(got["errors"])
        unknown_keys(h, s, say)
        due = sum(limit_days(limit) for limit in got["step_limits"].values())
        if h["kind"] == "promised" and not got["errors"] and not got["ends"] and due > limit_days(got["promised_limit"]):
            say(f"scenario {s['name']}: its steps take {due} days, its promised limit is {limit_days(got['promised_limit'])}")
        for key, value in {"errors": [], "ends": [], **want}.items():
            mine = got[key]
            if key in ("auto", "result"):
                mine, value = {k: v for k, v in mine.items() if k in value}, plain(value)
            if key == "errors":
                mine, value = sorted(set(mine)), sorted(set(value))
            if mine != value:
                say(f"scenario {s['name']}: {key} is {mine}, expected {value}")
    if not failing:
        say("no scenario shows an error")
    expected = set()
    for key in ("questions", "endings", "materials", "fees", "steps", "review_points", "special_procedures", "results", "duties"):
        expected |= {f"{key}.{each['id']}.when" for each in h.get(key, []) if "when" in each}
    expected |= {f"form.{s['id']}.when" for s in h["form"] if "when" in s}
    expected |= {f"form.{s['id']}.{f['id']}.when" for s in h["form"] for f in s["fields"] if "when" in f}
    expected |= {f"conditions.{i}.when" for i, c in enumerate(h["conditions"]) if "when" in c} | {f"limit_rules.{i}.when" for i, _ in enumerate(h.get("limit_rules", []))}
    for place in sorted(expected):
        for value in (True, False):
            if value not in seen.get(place, set()):
                note(f"{place} never {str(value).lower()} in the scenarios")


def unknown_keys(h, scenario, say):
    """A misspelt key would silently count as not given."""
    flat = {f["id"] for s in h["form"] if "repeat" not in s for f in s["fields"]}
    repeated = {s["id"]: {f["id"] for f in s["fields"]} for s in h["form"] if "repeat" in s}
    known = {"answers": {q["id"] for q in h["questions"]}, "form": flat | set(repeated), "case": CASE, "applicant": {"kind", "agent"},
             "review": {f["id"] for s in h["steps"] for f in s.get("fields", [])}, "params": {p["id"] for p in h.get("params", [])}}
    for part, ids in known.items():
        given = scenario.get(part) or {}
        for key in given:
            if key not in ids:
                say(f"scenario {scenario['name']}: {part}.{key} does not exist")
            elif part == "form" and key in repeated and isinstance(given[key], list):
                for row in given[key]:
                    for name in set(row if isinstance(row, dict) else ()) - repeated[key]:
                        say(f"scenario {scenario['name']}: form.{key} has no field {name}")


def random_value(field, dice):
    kind = field["type"] if "type" in field else field["kind"]
    if kind in ("one", "many"):
        ids = [o["id"] for o in field["options"]]
        return dice.choice(ids) if kind == "one" else dice.sample(ids, dice.randint(0, len(ids)))
    return {"yes_no": lambda: dice.random() < .5, "number": lambda: dice.choice([dice.randint(0, 2000), dice.randint(0, 40), dice.randint(0, 4000) / 4]), "money": lambda: dice.randint(0, 10 ** 9),
            "date": lambda: dice.choice([f"20{dice.randint(10, 40)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}", "2000-02-29", "0001-01-01", "9999-12-31"]), "files": lambda: ["a.pdf"],
            "resident_id": lambda: dice.choice(["11010519491231002X", "文字"])}.get(kind, lambda: "文字")()


def run_random(h, say, rounds=400):
    """No answers whatever may make an expression fail, left-out ones included."""
    dice = random.Random(20161229)
    for _ in range(rounds):
        maybe = lambda thing: None if dice.random() < .3 else "不像话" if dice.random() < .04 else random_value(thing, dice)
        form = {}
        for s in h["form"]:
            if "repeat" in s:
                form[s["id"]] = [{f["id"]: maybe(f) for f in s["fields"]} for _ in range(dice.randint(0, 3))]
            else:
                form.update({f["id"]: maybe(f) for f in s["fields"]})
        given = {"applicant": {"kind": dice.choice(["natural", "legal"]), "agent": dice.random() < .5}, "answers": {q["id"]: maybe(q) for q in h["questions"]}, "form": form, "licence": None,
                 "review": {f["id"]: maybe(f) for s in h["steps"] for f in s.get("fields", [])}}
        try:
            Case(h, given).outcome()
        except Failure as e:
            return say(f"an expression can fail: {e}; guard it against null, with {json.dumps(given, ensure_ascii=False)[:300]}")
    return None


def check(path):
    problems, notes = [], []
    try:
        package = read(path)
    except (OSError, ValueError, RecursionError) as e:
        return [f"cannot be read: {e}"], notes
    try:
        import jsonschema
        with open(os.path.join(HERE, "item.schema.json"), encoding="utf-8") as f:
            for e in jsonschema.Draft202012Validator(json.load(f)).iter_errors(package):
                problems.append(f"{'/'.join(map(str, e.absolute_path))}: {e.message[:160]}")
    except ImportError:
        notes.append("jsonschema is not installed: the shape was not checked")
    if problems:
        return problems, notes
    try:
        return check_package(package, problems, notes)
    except (KeyError, TypeError, AttributeError, IndexError) as e:
        return [*problems, f"not in the shape of item.schema.json: {type(e).__name__} {e}"], notes


def read(path):
    """A JSON document: numbers exact, no NaN, no key twice in one object."""
    def once(pairs):
        keys = [k for k, _ in pairs]
        if len(set(keys)) != len(keys):
            raise ValueError(f"key {next(k for k in keys if keys.count(k) > 1)!r} stands twice")
        return dict(pairs)

    def constant(name):
        raise ValueError(f"{name} is not JSON")
    with open(path, encoding="utf-8") as f:
        return json.load(f, parse_float=Decimal, parse_constant=constant, object_pairs_hook=once)


def check_package(package, problems, notes):
    if package["item"]["basic_code"][2:4] != package["item"]["type"]:
        problems.append("the type is not the one in the basic code")
    codes = [h["code"] for h in package["handling"]]
    if len(set(codes)) != len(codes):
        problems.append("two handling items have one code")
    if len({h["id"] for h in package["handling"]}) != len(codes):
        problems.append("two handling items have one id")
    for h in package["handling"]:
        say = lambda text, name=h["id"]: problems.append(f"[{name}] {text}")
        check_handling(h, say)
        if not [p for p in problems if p.startswith(f"[{h['id']}]")]:
            run_scenarios(h, say, lambda text, name=h["id"]: notes.append(f"[{name}] {text}"))
            run_random(h, say)
    return problems, notes


def check_overlay(path, package_path):
    """A body's overlay may shorten, add ways and say where; never ask for more than the package."""
    overlay, package, problems = read(path), read(package_path), []
    try:
        import jsonschema
        with open(os.path.join(HERE, "implementation.schema.json"), encoding="utf-8") as f:
            problems = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:160]}" for e in jsonschema.Draft202012Validator(json.load(f)).iter_errors(overlay)]
    except ImportError:
        pass
    if problems:
        return problems
    if overlay["item"] != package["item"]["basic_code"]:
        problems.append(f"it is for item {overlay['item']}, the package is {package['item']['basic_code']}")
    if not credit_code_ok(overlay["body"]):
        problems.append("body: the check character is wrong")
    handling = {h["code"]: h for h in package["handling"]}
    for code, local in overlay["handling"].items():
        h, say = handling.get(code), lambda text, code=code: problems.append(f"[{code}] {text}")
        if h is None:
            say("no such handling item")
            continue
        known = {p["id"]: p for p in h.get("params", [])}
        for name, value in local.get("params", {}).items():
            param = known.get(name)
            if param is None:
                say(f"no parameter {name}")
            elif param["type"] == "text" and not isinstance(value, str):
                say(f"parameter {name} is a text")
            elif param["type"] != "text" and (isinstance(value, bool) or not isinstance(value, (int, float)) or not param.get("min", -math.inf) <= value <= param.get("max", math.inf)):
                say(f"parameter {name}: {value!r} is not a number within its bounds")
        if "promised_limit" in local and limit_days(local["promised_limit"]) > limit_days(h["promised_limit"]):
            say("the promised limit is above the package's")
        if local.get("visits", 0) > h["visits"]:
            say("more visits than the package asks for")
        if "delivery" in local and not set(h["delivery"]) <= set(local["delivery"]):
            say("a way of delivery is taken away")
        for window in local.get("windows", []):
            times = [t for pair in window["hours"] for t in pair]
            if times != sorted(set(times)):
                say(f"window {window['name']}: hours overlap or run backwards")
    return problems


def main(args):
    if args[:1] == ["--overlay"] and len(args) == 3:
        problems = check_overlay(args[1], args[2])
        print("\n".join(problems) or "holds")
        return 1 if problems else 0
    if args[:1] == ["--eval"] and len(args) == 4:
        try:
            handling = next((h for h in read(args[1])["handling"] if args[2] in (h["id"], h["code"])), None)
            if handling is None:
                raise Failure(f"no handling item {args[2]}")
            print(json.dumps(Case(handling, read(args[3])).outcome(), ensure_ascii=False, indent=1))
        except (Failure, OSError, ValueError, KeyError, TypeError) as e:
            print(f"cannot be evaluated: {e}", file=sys.stderr)
            return 1
        return 0
    if not args or args[0].startswith("-"):
        print(__doc__)
        return 2
    bad = 0
    for path in args:
        problems, notes = check(path)
        bad += bool(problems)
        print(f"{os.path.basename(path)}: {'falls short' if problems else 'holds'}")
        for line in problems:
            print("  -", line)
        for line in notes:
            print("  ·", line)
    print(f"{len(args) - bad} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.setrecursionlimit(20_000)
    sys.exit(main(sys.argv[1:]))
