"""Reads a plan in one of its formats from stdin, as the program it is for would, and prints
"name value" lines: what the law "all formats say the same values" compares. With a name behind the
format: that value alone, as it is."""
import json
import re
import shlex
import sys


def unquote(text, escape):
    return text[1:-1].replace(escape, "'") if text.startswith("'") else text


def read_json(text):
    return {s["name"]: s["value"] for s in json.loads(text)["settings"]}


def read_args(text):
    words = text.splitlines()
    assert words[0::2] == ["-c"] * (len(words) // 2), words
    return dict(word.split("=", 1) for word in words[1::2])


def conf_value(text):
    """A token of guc-file.l: a number with its unit, an identifier, or a string on one line."""
    if re.fullmatch(r"[0-9]+[a-zA-Z]*|[0-9]+\.[0-9]+|[a-zA-Z_][a-zA-Z0-9_]*", text):
        return text
    inside = re.fullmatch(r"'((?:[^'\\]|''|\\[0-7]{1,3}|\\.)*)'", text)[1]
    octal = lambda m: "'" if m[0] == "''" else chr(int(m[1], 8)) if m[1] else m[2]
    return re.sub(r"''|\\([0-7]{1,3})|\\(.)", octal, inside)


def read_conf(text):
    lines = [l for l in text.split("\n") if l and not l.startswith("#")]
    return {n: conf_value(v) for n, v in (l.split(" = ", 1) for l in lines)}


def read_sql(text):
    found = {}
    for line in text.splitlines():
        if line.startswith("--"):
            continue
        name, value = re.fullmatch(r"ALTER SYSTEM SET ([a-z_.]+) = (.+);", line).groups()
        found[name] = ", ".join(unquote(v, "''") for v in value.split(", "))
    return found


def read_env(text):
    dotted = {"cron_database_name": "cron.database_name", "pg_net_database_name": "pg_net.database_name"}
    found = {}
    for word in shlex.split(text, comments=True):
        name, value = word.split("=", 1)
        name = name.removeprefix("PGTUNE_").lower()
        found[dotted.get(name, name)] = value
    return found


def read_k8s(text):
    # The little YAML we write: two levels of maps, strings in single or JSON's quotes, one list.
    found, libraries = {}, []
    for line in text.split("\n"):
        if m := re.fullmatch(r"    ([a-z_.]+): ('.*'|\".*\")", line):
            found[m[1]] = json.loads(m[2]) if m[2][0] == '"' else unquote(m[2], "''")
        elif m := re.fullmatch(r"    - ('.*')", line):
            libraries.append(unquote(m[1], "''"))
    if libraries:
        found["shared_preload_libraries"] = ", ".join(libraries)
    return found


values = globals()["read_" + sys.argv[1]](sys.stdin.read())
if sys.argv[2:]:
    sys.stdout.write(values.pop(sys.argv[2]))
    values = {}
for name, value in values.items():
    if name == "shared_preload_libraries":
        value = ", ".join(v.strip() for v in value.split(","))
    print(name, value)
