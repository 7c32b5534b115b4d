"""Compares rules/pack.schema.json with what the loader says: schema.py PROGRAM ROOT [PACK …]

Each PACK, a folder or a file, must be valid by the schema. Then Tests/Fixtures/whole-pack, which has every key there is, is changed at
one place at a time, and both must say the same of it: which keys a mapping has, which of them it must have, which values there are.
Prints a line for each difference, and nothing if there is none.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

PROGRAM, ROOT = sys.argv[1:3]
SCHEMA = json.load(open(os.path.join(ROOT, "rules", "pack.schema.json"), encoding="utf-8"))
WHOLE = os.path.join(ROOT, "Tests", "Fixtures", "whole-pack", "pack.yaml")
FOREIGN = "zzz"
# Mappings of calendar files, which are no packs.
OF_CALENDARS = [frozenset(["weekend", "years"]), frozenset(["source", "holidays", "working"])]
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def main():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    found = []
    for path in sys.argv[3:] + [WHOLE]:
        found += invalid(path)
    found += Comparison().differences()
    print("\n".join(dict.fromkeys(found)), end="\n" if found else "")


# Values as an editor sees them: by the core rules of YAML 1.2.

def plain(node):
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(each) for each in node.value]
    text = node.value
    if node.style is not None:
        return text
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "True", "TRUE", "false", "False", "FALSE"):
        return text[0] in "tT"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def composed(path):
    with open(path, encoding="utf-8") as file:
        return yaml.compose(file, Loader=yaml.BaseLoader)


def invalid(path):
    """What the schema finds wrong with the files of a pack."""
    files = [path] if os.path.isfile(path) else sorted(os.path.join(path, each) for each in os.listdir(path) if each.endswith(".yaml"))
    return ["%s: %s: %s" % (os.path.relpath(file, ROOT), ".".join(map(str, error.absolute_path)), error.message[:300])
            for file in files for error in VALIDATOR.iter_errors(plain(composed(file)))]


def resolved(schema):
    while "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        schema = SCHEMA["definitions"][name]
    return schema


def sort_of(schema):
    """Which nodes a schema is about: it may be about several."""
    if "properties" in schema:
        return ["object"]
    sorts = schema.get("type", "string")
    return [sorts] if isinstance(sorts, str) else sorts


def chosen(schema, node):
    """The schema that speaks of a node: of alternatives the one of its sort, of several the one with most of its keys."""
    schema = resolved(schema)
    alternatives = [resolved(each) for each in schema.get("anyOf", schema.get("oneOf", []))] if "properties" not in schema else []
    if not alternatives:
        return schema
    sort = {yaml.MappingNode: "object", yaml.SequenceNode: "array"}.get(type(node))
    fitting = [each for each in alternatives if (sort in sort_of(each) if sort else not {"object", "array", "null"} & set(sort_of(each)))]
    keys = {key.value for key, _ in node.value} if sort == "object" else set()
    return chosen(max(fitting, key=lambda each: len(keys & set(each.get("properties", {})))), node) if fitting else {}


def walk(node, schema, path=()):
    """Every node that the schema speaks of, with its schema and place."""
    schema = chosen(schema, node)
    yield node, schema, path
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = schema.get("properties", {}).get(key.value, schema.get("additionalProperties"))
            if isinstance(inner, dict):
                yield from walk(value, inner, path + (key.value,))
    elif isinstance(node, yaml.SequenceNode) and "items" in schema:
        for index, each in enumerate(node.value):
            yield from walk(each, schema["items"], path + (str(index),))


class Comparison:
    def __init__(self):
        self.root = composed(WHOLE)
        self.folder = tempfile.TemporaryDirectory()
        self.file = os.path.join(self.folder.name, "pack.yaml")
        shutil.copytree(os.path.join(ROOT, "rules", "calendars"), os.path.join(self.folder.name, "calendars"))
        self.found = []
        # What the schema says of the pack as it is has been told; only what it says more matters.
        self.told = set()
        self.told = self.errors()

    def errors(self):
        return {(tuple(error.absolute_path), error.message) for error in VALIDATOR.iter_errors(plain(self.root))} - self.told

    def differences(self):
        said = self.said()
        if said:
            return ["whole-pack does not load: %s" % said]
        self.keys()
        self.missing()
        self.values()
        return self.found

    def said(self):
        """What the loader says of the pack as it is in memory."""
        with open(self.file, "w", encoding="utf-8") as file:
            yaml.serialize(self.root, file, Dumper=yaml.BaseDumper, allow_unicode=True)
        run = subprocess.run([PROGRAM, "rules", "--rules", self.file], capture_output=True, text=True)
        assert run.returncode in (0, 78), run.stderr
        assert (run.returncode == 0) == (run.stderr == ""), run.stderr
        return run.stderr.replace(self.file, "pack")

    def tell(self, path, text):
        self.found.append("%s: %s" % (".".join(path) or "top level", text))

    # A foreign key in each mapping whose keys are given: the loader must refuse it and name the same keys.

    def keys(self):
        closed = [(node, schema, path) for node, schema, path in walk(self.root, SCHEMA)
                  if isinstance(node, yaml.MappingNode) and schema.get("additionalProperties") is False]
        allowed = {}
        # Sections are looked at apart: a foreign one keeps others from being read.
        for some in (closed[:1], closed[1:]):
            for index, (node, _, path) in enumerate(some):
                node.value.append((scalar("%s%d" % (FOREIGN, index)), scalar("x")))
            answers = re.findall(r'unknown (?:key|period) "%s(\d+)"; .*?(?:allowed|known): (.*)' % FOREIGN, self.said())
            for index, names in answers:
                allowed[some[int(index)][2]] = names.split(", ")
            for node, _, _ in some:
                node.value.pop()
        for node, schema, path in closed:
            if path not in allowed:
                self.tell(path, "the schema allows no other keys, the loader does")
                continue
            for name in allowed[path]:
                if name not in schema["properties"]:
                    self.tell(path, 'the loader knows the key "%s", the schema does not' % name)
            for name in schema["properties"]:
                if name not in allowed[path]:
                    self.tell(path, 'the schema has the key "%s", the loader does not' % name)
        used = {}
        for node, schema, path in closed:
            used.setdefault(id(schema), (path, schema, set()))[2].update(key.value for key, _ in node.value)
        for path, schema, names in used.values():
            for name in schema["properties"]:
                if name not in names:
                    self.tell(path, 'whole-pack nowhere uses the key "%s" of such a mapping' % name)
        self.unseen({frozenset(names) for names in allowed.values()})

    def unseen(self, seen):
        """Sets of keys in the loader's source that no message has named: whole-pack has no such mapping, or the schema leaves it open."""
        folder = os.path.join(ROOT, "Sources", "RulePacks")
        for path in sorted(os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names):
            with open(path, encoding="utf-8") as file:
                text = file.read()
            for keys in re.findall(r"fields\(\s*\[([^\]]*)\]", text):
                names = re.findall(r'"([^"]*)"', keys)
                if frozenset(names) not in seen and frozenset(names) not in OF_CALENDARS:
                    self.found.append("%s: a mapping with the keys %s is not in whole-pack, or is open in the schema" % (os.path.basename(path), ", ".join(names)))

    # Each key left out once: what the loader asks for, the schema must.

    def missing(self):
        done = set()
        for node, schema, path in list(walk(self.root, SCHEMA)):
            if not isinstance(node, yaml.MappingNode) or schema.get("additionalProperties") is not False or not path:
                continue
            siblings = frozenset(key.value for key, _ in node.value)
            for index, (key, value) in enumerate(list(node.value)):
                # Once for each sort of mapping; which keys are beside it may matter.
                if (id(schema), key.value, siblings) in done:
                    continue
                done.add((id(schema), key.value, siblings))
                del node.value[index]
                said, refused = self.said(), bool(self.errors())
                node.value.insert(index, (key, value))
                if 'the key "%s" is missing or empty' % key.value in said and not refused:
                    self.tell(path, 'the loader requires the key "%s", the schema does not' % key.value)
                if refused and not said:
                    self.tell(path, 'the schema requires the key "%s", the loader does not' % key.value)

    # A foreign value in each place where values are given.

    def values(self):
        done = set()
        for node, schema, path in list(walk(self.root, SCHEMA)):
            if not isinstance(node, yaml.ScalarNode):
                continue
            place = (id(schema), path[-1], path[0])
            if place in done:
                continue
            done.add(place)
            kept = node.value, node.style
            node.value, node.style = FOREIGN, None
            said, refused = self.said(), bool(self.errors())
            node.value, node.style = kept
            lines = [line for line in said.splitlines() if FOREIGN in line]
            if refused and not lines:
                self.tell(path, "the schema refuses the value %s, the loader does not" % FOREIGN)
            elif lines:
                self.value(path, schema, lines[0], refused)

    def value(self, path, schema, said, refused):
        listed = re.search(r'unknown (?:value|type) "%s"; known: (.*)' % FOREIGN, said)
        if listed and path[0] != "examples" or listed and "enum" in schema:
            names = listed.group(1).split(", ")
            if "enum" in schema:
                if sorted(names) != sorted(map(str, schema["enum"])):
                    self.tell(path, "the loader's values are %s, the schema's %s" % (names, schema["enum"]))
            elif not self.is_of_pack(names):
                self.tell(path, "the loader knows the values %s, the schema says none" % names)
        elif "enum" in schema:
            self.tell(path, "the schema lists values, the loader does not: %s" % said)
        bounds = re.search(r"expected a whole number from (-?\d+) to (-?\d+)", said)
        if bounds and [schema.get("minimum"), schema.get("maximum")] != [int(each) for each in bounds.groups()]:
            self.tell(path, "the loader takes whole numbers from %s to %s, the schema does not say so" % bounds.groups())
        if re.search(r"expected (a whole|a plain|true or|a date|a month|a day)", said) and not refused:
            self.tell(path, "the loader refuses the value %s, the schema does not: %s" % (FOREIGN, said))

    def is_of_pack(self, names):
        """Whether values are those that the pack itself gives: coded values of a column, and what stands for others."""
        own = [{key.value for key, _ in node.value} for node, _, path in walk(self.root, SCHEMA) if path[-1:] == ("values",)]
        return set(names) in own or names == ["present"]


def scalar(text):
    return yaml.ScalarNode("tag:yaml.org,2002:str", text)


main()
