"""Looks for names of schemes in the program's source: names.py SOURCES RULES

Which names there are is read from the packs below RULES: schemes, kinds, columns, coded values, categories, rules, rankings, marks, lists,
and their Chinese names. Prints a line for each that stands in a Swift file below SOURCES, and nothing if none does. Looked for are

- in a text without spaces: the English names that it is made of (`calls`, `lists.star.top`, `calls.csv`);
- in any other text: those English names that are more than a coded value or a column of one word (`calls`, `affected_work`);
- in any text: Chinese names of two or more characters;
- in code: names of the second sort as identifiers (`calls`, `affectedWork`);
- anywhere, comments too: ids of schemes.

A name that is a key or a value of every pack by rules/pack.schema.json is a word of the program's own. So are those below.
"""

import json
import os
import re
import sys

import yaml

# English words that the program needs in its texts, whatever a pack calls its own things.
IN_TEXT = {
    "those who are scored, in prose": "member members",
    "columns of the program's own tables": "item note outcome updated score decided signed",
    "keys of calendar files": "source",
    "words of HTML, JSON and English": "message none",
}
# Names that are ordinary words in code.
IN_CODE = {
    "those who are scored": "member members member_id",
    "ordinary words": "best failing message messages task",
}
# Chinese of everyday sentences, of the contract, and headers of the program's own tables.
IN_CHINESE = {
    "everyday words": "结果 其他 一般 事项",
    "the contract and the program's own tables": "姓名 状态 类别 时间 备注",
    "what people write before a name": "投诉人",
}
# What stands at one place only, for a reason of its own: file, and text that is not looked at.
ONCE = [
    # Classes of style.css.
    ("Reports/HTML/MemberTable.swift", "star"),
    ("Reports/HTML/StatementPage.swift", "missed"),
    # Whoever delivers a log, in the office's own word.
    ("gridscore/Handover.swift", "部门"),
]


def main():
    sources, rules = sys.argv[1:3]
    names = Names(rules)
    for folder, _, files in sorted(os.walk(sources)):
        for file in sorted(files):
            if file.endswith(".swift"):
                path = os.path.join(folder, file)
                with open(path, encoding="utf-8") as opened:
                    for line, what in names.found(os.path.relpath(path, sources), opened.read()):
                        print("%s:%d: %s" % (os.path.relpath(path, sources), line, what))


def words(own):
    return {word for words in own.values() for word in words.split()}


def of_format(schema):
    """The keys and values that a schema has."""
    if isinstance(schema, list):
        return set().union(*map(of_format, schema)) if schema else set()
    if not isinstance(schema, dict):
        return set()
    own = set(schema.get("properties", {})) | {each for each in schema.get("enum", []) if isinstance(each, str)}
    return own.union(*map(of_format, schema.values())) if schema else own


class Names:
    """The names that the packs give."""

    def __init__(self, rules):
        self.schemes, self.distinct, self.english, self.chinese = set(), set(), set(), set()
        for name in sorted(os.listdir(rules)):
            folder = os.path.join(rules, name)
            sections = {}
            if os.path.isdir(folder):
                for file in sorted(os.listdir(folder)):
                    if file.endswith(".yaml"):
                        with open(os.path.join(folder, file), encoding="utf-8") as opened:
                            sections.update(yaml.load(opened, Loader=yaml.BaseLoader))
            if "scheme" in sections:
                self.schemes |= {name, sections["scheme"]["id"]}
                self.read(sections)
        with open(os.path.join(rules, "pack.schema.json"), encoding="utf-8") as opened:
            own = of_format(json.load(opened))
        self.english = (self.english | self.distinct) - own - words(IN_TEXT)
        self.distinct = ({each for each in self.english if re.search("[-_]", each)} | self.distinct) - own
        code = self.distinct - words(IN_CODE) | self.schemes
        self.distinct -= words(IN_TEXT)
        self.identifiers = {style for each in code for style in (each.replace("-", "_"), camel(each))}
        self.chinese = {each for each in self.chinese if len(each) > 1} - words(IN_CHINESE)

    def read(self, sections):
        self.chinese |= {sections["scheme"][key]["zh"] for key in ("title", "organisation", "regulation", "subject")}
        self.chinese |= set(sections.get("names", {}).values())
        self.english |= set(sections.get("names", {}))
        for name, elements in sections.items():
            if name == "examples" or not isinstance(elements, list):
                continue
            if name == "register":
                continue
            for element in elements:
                self.distinct |= {element[key] for key in ("id", "kind", "record", "category") if key in element}
                self.chinese |= {element["zh"]} if "zh" in element else set()
                self.chinese |= {element["count"]["zh"]} if "count" in element else set()
                for period in element.get("periods", {}).values() if name == "lists" else []:
                    self.english.add(period["file"])
                for column, options in element.get("columns", {}).items() if name == "logs" else []:
                    self.english.add(column)
                    self.english |= set(options.get("values", {}))
                    self.chinese |= set(options.get("values", {}).values()) | ({options["zh"]} if "zh" in options else set())

    def found(self, file, source):
        for line, text in texts(source):
            for phrase in [phrase for place, phrase in ONCE if place == file] + sorted(words(IN_CHINESE), key=len, reverse=True):
                text = text.replace(phrase, "\0")
            is_prose = bool(re.search(r"[^a-z0-9_.,;:=|/-]", text))
            english = [word for word in re.findall(r"[a-z0-9_-]+", text) if word in (self.distinct if is_prose else self.english)]
            for name in english + [name for name in sorted(self.chinese) if name in text]:
                before = text[: text.index(name)].count("\n")
                yield line + before, 'the name "%s" in text: %s' % (name, text.split("\n")[before].strip().replace("\0", "…"))
        for line, word in identifiers(source):
            if word in self.identifiers:
                yield line, 'the name "%s" as an identifier' % word
        for number, line in enumerate(source.splitlines(), 1):
            for scheme in sorted(self.schemes):
                if scheme in line.lower():
                    yield number, 'the scheme "%s"' % scheme


def camel(name):
    first, *rest = re.split("[-_]", name)
    return first + "".join(each.capitalize() for each in rest)


def tokens(source):
    """The source as pieces: comments, texts, code, each with its line. Code within a text is code again."""
    pieces, stack, depth = [], ["code"], []
    start = place = 0

    def end(sort):
        if place > start:
            pieces.append((source.count("\n", 0, start) + 1, sort, source[start:place]))

    while place < len(source):
        mode = stack[-1]
        if mode in ("code", "inner"):
            if source.startswith("//", place):
                end("code")
                start = place
                place = source.find("\n", place) if "\n" in source[place:] else len(source)
                end("comment")
                start = place
            elif source.startswith('"', place):
                end("code")
                mark = '"""' if source.startswith('"""', place) else '"'
                stack.append(mark)
                place += len(mark)
                start = place
            elif mode == "inner" and source[place] in "()":
                depth[-1] += 1 if source[place] == "(" else -1
                if depth[-1] == 0:
                    end("code")
                    depth.pop()
                    stack.pop()
                    place += 1
                    start = place
                else:
                    place += 1
            else:
                place += 1
        elif source.startswith("\\(", place):
            end("text")
            stack.append("inner")
            depth.append(1)
            place += 2
            start = place
        elif source[place] == "\\":
            place += 2
        elif source.startswith(mode, place):
            end("text")
            stack.pop()
            place += len(mode)
            start = place
        else:
            place += 1
    end("code")
    return pieces


def texts(source):
    return [(line, piece) for line, sort, piece in tokens(source) if sort == "text"]


def identifiers(source):
    for line, sort, piece in tokens(source):
        if sort == "code":
            for match in re.finditer(r"[A-Za-z_][A-Za-z0-9_]*", piece):
                yield line + piece.count("\n", 0, match.start()), match.group()


main()
