#!/usr/bin/env python3
"""Runs gridscore and its peers in turn on the same files, checks that their scores agree, prints ratios.

    python3 Benchmarks/bench.py [--size 1m|10m|100m] [--rounds N] [SCENARIO...]

README.md beside this script says what the scenarios are and how to read the tables. Data, tools and
results go to .data, the peers to .venv, both beside this script; what is there is used again.
GRIDSCORE=/path/to/gridscore measures that program; otherwise a release build is made first.
"""

import argparse
import csv
import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections import namedtuple
from statistics import median

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
DATA = os.path.join(HERE, ".data")
VENV = os.path.join(HERE, ".venv")
RESULTS = os.path.join(DATA, "results")
WORK = os.path.join(DATA, "work")

AS_OF = "2026-10-05"
SIZES = {"1m": 1000000, "10m": 10000000, "100m": 100000000}
NIGHT = "night"                         # a company of its own: 300 members, 100,000 records
BYTES = {"csv": 86, "gb18030": 81, "xml": 178}      # a record has, about
SYSTEM_PACKAGES = ("gcc", "libc6-dev", "libxml2-dev", "pkg-config", "python3-venv")

# What the scores of the month consist of: every one of these must agree
COLUMNS = ("member_id", "deductions", "bonuses", "ranking_bonus", "score", "consultations", "information", "tickets")


class Failure(Exception):
    """What stops the benchmark, in words for a person."""


def call(*command, **options):
    try:
        return subprocess.run(command, check=True, **options)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Failure("{}: {}".format(command[0], error)) from error


def say(text):
    print(text, file=sys.stderr, flush=True)


# ---------------------------------------------------------------- what is needed


def prepare_tools():
    call("bash", os.path.join(ROOT, ".ci", "setup"), *SYSTEM_PACKAGES)
    for folder in (RESULTS, WORK):
        os.makedirs(folder, exist_ok=True)
    libxml2 = call("pkg-config", "--cflags", "--libs", "libxml-2.0", stdout=subprocess.PIPE, text=True).stdout.split()
    for source, *libraries in (("generate.c",), ("measure.c",), ("floors/lines.c",), ("floors/sax.c", *libxml2)):
        source = os.path.join(HERE, source)
        if not os.path.exists(tool(source)) or os.path.getmtime(tool(source)) < os.path.getmtime(source):
            call("cc", "-std=gnu11", "-O3", "-pthread", "-o", tool(source), source, *libraries)
    # Linked like the program itself.
    source = os.path.join(HERE, "floors/start.swift")
    if not os.path.exists(tool(source)) or os.path.getmtime(tool(source)) < os.path.getmtime(source):
        call("swiftc", "-O", "-static-stdlib", "-o", tool(source), source)


def tool(source):
    return os.path.join(WORK, os.path.splitext(os.path.basename(source))[0])


def prepare_peers():
    """The pinned peers in their own environment; the copy of the pins in it says that it is complete."""
    pins, installed = os.path.join(HERE, "requirements.txt"), os.path.join(VENV, "requirements.txt")
    if os.path.exists(installed) and read(installed) == read(pins):
        return
    say("installing the peers into {}".format(VENV))
    call(sys.executable, "-m", "venv", "--clear", VENV)
    call(os.path.join(VENV, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", "-r", pins)
    shutil.copy(pins, installed)


def prepare_gridscore():
    program = os.environ.get("GRIDSCORE")
    if program:
        return os.path.abspath(program)
    call("bash", os.path.join(ROOT, ".ci", "build"), stdout=sys.stderr)
    return os.path.join(ROOT, ".build", "release", "gridscore")


def read(path):
    with open(path, "rb") as file:
        return file.read()


# ---------------------------------------------------------------- data

Data = namedtuple("Data", "folder size records bytes")


def make_data(size, form="csv", state="clean"):
    """The data of that name, generated if it is not there yet from the same generator."""
    name = "-".join([size, form] + ([state] if state != "clean" else []))
    folder, mark = os.path.join(DATA, name), os.path.join(DATA, name + ".json")
    company = ("100000", "300", "10") if size == NIGHT else (str(SIZES[size]), "10000", "50")
    origin = hashlib.sha256(read(os.path.join(HERE, "generate.c"))).hexdigest()
    if not os.path.exists(mark) or json.loads(read(mark))["origin"] != origin:
        shutil.rmtree(folder, ignore_errors=True)
        check_room(int(company[0]) * BYTES[form])
        say("generating {}".format(name))
        made = call(tool("generate.c"), folder, *company, form, state, stdout=subprocess.PIPE, text=True).stdout.split()
        with open(mark, "w", encoding="utf-8") as file:
            json.dump({"origin": origin, "records": int(made[0]), "bytes": int(made[1])}, file)
    made = json.loads(read(mark))
    return Data(folder, size, made["records"], made["bytes"])


def make_months(size, months):
    """The logs of the first months of a year; what is measured of them is the last month."""
    name = "{}-months-{}".format(size, months)
    folder, mark = os.path.join(DATA, name), os.path.join(DATA, name + ".json")
    origin = hashlib.sha256(read(os.path.join(HERE, "generate.c"))).hexdigest()
    if not os.path.exists(mark) or json.loads(read(mark))["origin"] != origin:
        shutil.rmtree(folder, ignore_errors=True)
        check_room(SIZES[size] * months * BYTES["csv"])
        for month in range(1, months + 1):
            say("generating month {} of {}".format(month, name))
            made = call(tool("generate.c"), folder, str(SIZES[size]), "10000", "50", "csv", "clean", str(month),
                        stdout=subprocess.PIPE, text=True).stdout.split()
        with open(mark, "w", encoding="utf-8") as file:
            json.dump({"origin": origin, "records": int(made[0]), "bytes": int(made[1])}, file)
    made = json.loads(read(mark))
    return Data(folder, name, made["records"], made["bytes"])


def check_room(need):
    free = shutil.disk_usage(DATA).free
    if need * 1.1 > free:
        raise Failure("{} needs {:.1f} GB of disk, {:.1f} are free".format(DATA, need * 1.1e-9, free * 1e-9))


def files_of(data):
    return sorted(glob.glob(os.path.join(glob.escape(data.folder), "**", "*.*"), recursive=True))


# ---------------------------------------------------------------- commands

# scores: where the command writes them; clears: a folder it fills, removed before each run; before: is called before each run
Command = namedtuple("Command", "name argv data scores clears before", defaults=(None,))
PROGRAM = []                            # the gridscore that is measured


def gridscore(data, *options, name="gridscore"):
    output = os.path.join(WORK, "output")
    argv = [PROGRAM[0], "run", "--quiet", "--no-workbooks", "--language", "en", "--as-of", AS_OF, "--rules", os.path.join(ROOT, "rules", "liaocheng"),
            "--input", data.folder, "--output", output, *options]
    return Command(name, argv, data, os.path.join(output, "2026", "2026-09", "scores.csv"), output)


def check(data):
    """Reads and scores as a run does, but publishes nothing: what the peers do, more or less."""
    argv = [PROGRAM[0], "check", "--quiet", "--as-of", AS_OF, "--rules", os.path.join(ROOT, "rules", "liaocheng"), "--input", data.folder]
    return Command("gridscore check", argv, data, None, None)


def peer(name, data, *options):
    prepare_peers()
    scores = os.path.join(WORK, name + ".csv")
    argv = [os.path.join(VENV, "bin", "python"), os.path.join(HERE, "peers", name + "_scores.py"), data.folder, scores, *options]
    return Command(version_of(name), argv, data, scores, None)


def version_of(name):
    pins = read(os.path.join(HERE, "requirements.txt")).decode().split()
    return name + " " + dict(pin.split("==") for pin in pins)[name]


def floor(source, threads, data, name):
    return Command("{}, {} thread{}".format(name, threads, "" if threads == 1 else "s"),
                   [tool(source), str(threads), *files_of(data)], data, None, None)


# ---------------------------------------------------------------- scenarios


def csv_scenario(size):
    data = make_data(size)
    floors = [floor("lines.c", threads, data, "read, count lines") for threads in (1, 2)]
    return [gridscore(data), check(data), peer("duckdb", data), peer("polars", data)] + floors


def growth_scenario(size):
    smaller = {"100m": "10m", "10m": "1m"}.get(size)
    if not smaller:
        raise Failure("growth compares a size with the tenth of it: 10m or 100m")
    return [gridscore(make_data(each), name="gridscore, " + each) for each in (size, smaller)]


def jobs_scenario(size):
    data = make_data(size)
    return [gridscore(data, "--jobs", jobs, name="gridscore --jobs " + jobs) for jobs in ("2", "1")]


def xml_scenario(size):
    data = make_data(size, "xml")
    floors = [floor("sax.c", threads, data, "libxml2 SAX, empty handlers") for threads in (1, 2)]
    return [gridscore(data), check(data), peer("lxml", data)] + floors + [gridscore(make_data(size), name="gridscore, the same as CSV")]


def gb18030_scenario(size):
    return [gridscore(make_data(size, form), name="gridscore, " + name) for form, name in (("gb18030", "GB18030"), ("csv", "UTF-8"))]


def dirty_scenario(size):
    dirty = make_data(size, "csv", "dirty")
    return [gridscore(dirty, name="gridscore, dirty"), gridscore(make_data(size), name="gridscore, clean"), peer("duckdb", dirty, "--dirty")]


def dirty_xml_scenario(size):
    return [gridscore(make_data(size, "xml", state), name="gridscore, " + state) for state in ("dirty", "clean")]


def night_scenario(_):
    data = make_data(NIGHT)
    return [gridscore(data), check(data), peer("duckdb", data), peer("polars", data)]


FILED = ["2026-{:02}".format(month) if month else "2026-Q{}".format(quarter + 1) for quarter in range(4)
         for month in (quarter * 3 + 1, quarter * 3 + 2, quarter * 3 + 3, 0)][:-2]
LATE = "commendation_id,member_id,time,kind,evidence,confirmed_by,note\nBX1,W10001,2026-{:02}-20 08:00,praise,,,\n"


def year_scenario(size):
    """Nights as cron runs them, all past months and quarters filed. Each has a record that the night before did not have, or the
    other way round."""
    commands = []
    for month, as_of, name in ((12, "2026-12-31", "the night of 31 December"), (1, "2026-01-31", "the night of 31 January")):
        data, output = make_months(size, month), os.path.join(WORK, "year-{}".format(month))
        late = os.path.join(data.folder, "2026", "{:02}".format(month), "commendations-late.csv")
        if os.path.exists(late):
            os.remove(late)
        for place in (output, os.path.join(WORK, ".year-{}.cache".format(month))):
            shutil.rmtree(place, ignore_errors=True)
        folders = ["--rules", os.path.join(ROOT, "rules", "liaocheng"), "--input", data.folder, "--output", output]
        argv = [PROGRAM[0], "run", "--quiet", "--language", "en", "--as-of", as_of, *folders]
        time.sleep(4)               # files that have just been written are not kept
        call(*argv)
        for period in FILED if month == 12 else []:
            say("filing " + period)
            call(PROGRAM[0], "file", period, "--quiet", "--by", "bench", "--accept-pending", "bench", *folders)
        commands.append(Command(name, argv, data, None, None, lambda late=late, month=month: toggle(late, LATE.format(month))))
    for command in commands:
        command.before()
        call(*command.argv)
    return commands


def toggle(path, text):
    """Writes a file, or removes it if it is there."""
    if os.path.exists(path):
        os.remove(path)
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def start_scenario(_):
    smallest = tool("start.swift")
    commands = {"gridscore --version": [PROGRAM[0], "--version"], "smallest Swift program": [smallest], "/bin/true": ["/bin/true"]}
    return [Command(name, argv, None, None, None) for name, argv in commands.items()]


# What it shows; its commands, the first of which the others are compared with; sizes by default; rounds for each one asked for
Scenario = namedtuple("Scenario", "title commands sizes rounds")
SCENARIOS = {
    "csv": Scenario("CSV, clean", csv_scenario, ("1m", "10m"), 1),
    "growth": Scenario("ten times as many records", growth_scenario, ("10m",), 1),
    "jobs": Scenario("two threads against one", jobs_scenario, ("10m",), 1),
    "xml": Scenario("XML, clean", xml_scenario, ("1m",), 1),
    "gb18030": Scenario("GB18030 against UTF-8", gb18030_scenario, ("1m",), 1),
    "dirty": Scenario("1 % bad rows and 5 % repeats against clean data", dirty_scenario, ("1m",), 1),
    "dirty-xml": Scenario("the same in XML", dirty_xml_scenario, ("1m",), 1),
    "night": Scenario("an ordinary company: 300 members, 100,000 records", night_scenario, (NIGHT,), 4),
    "year": Scenario("a night with eleven months behind it", year_scenario, ("1m",), 1),
    "start": Scenario("starting", start_scenario, ("",), 10),
}
NOTES = {"dirty": "Polars is not run: its reader stops at a row with a field too many, or cuts it and takes it for a good one."}

# ---------------------------------------------------------------- measuring

Run = namedtuple("Run", "time cpu memory")
REFERENCE = {}                          # size to the scores that all must have, and who computed them


def measure_scenario(commands, rounds):
    """A list of runs for each command. They take turns, so that what disturbs one of them disturbs all."""
    # what is read once is in the page cache
    for data in {command.data for command in commands if command.data}:
        call(tool("lines.c"), "2", *files_of(data), stdout=subprocess.DEVNULL)
    runs = [[] for _ in commands]
    for turn in range(rounds):
        for position, command in enumerate(commands):
            runs[position].append(run_once(command))
            say("  {}/{} {}: {:.3f} s".format(turn + 1, rounds, command.name, runs[position][-1].time))
            if turn == 0:
                check_scores(command)
    return runs


def run_once(command):
    if command.clears:
        shutil.rmtree(command.clears, ignore_errors=True)
    if command.before:
        command.before()
    os.sync()                           # nobody pays for what others have written
    result, log = os.path.join(WORK, "measured"), os.path.join(WORK, "messages")
    with open(log, "wb") as messages:
        code = subprocess.run([tool("measure.c"), result, *command.argv], cwd=WORK, stdout=messages, stderr=messages).returncode
    if code not in ((0, 2) if command.clears else (0,)):        # 2: published, and some rows were refused
        raise Failure("{} ended with {}: {}".format(command.name, code, read(log)[-2000:].decode("utf-8", "replace")))
    seconds, cpu, memory = read(result).split()
    return Run(float(seconds), float(cpu), int(memory) * 1024)


def check_scores(command):
    if not command.scores:
        return
    with open(command.scores, encoding="utf-8-sig", newline="") as file:
        found = {row["member_id"]: tuple(row[column] for column in COLUMNS) for row in csv.DictReader(file)}
    expected, first = REFERENCE.setdefault(command.data.size, (found, command.name))
    wrong = sorted(member for member in found.keys() | expected.keys() if found.get(member) != expected.get(member))
    if wrong or not found:
        lines = ["{}: {} has {}, {} has {}".format(member, first, expected.get(member), command.name, found.get(member)) for member in wrong[:5]]
        raise Failure("the scores of {} members differ\n{}\n{}".format(len(wrong), " ".join(COLUMNS), "\n".join(lines)))


# ---------------------------------------------------------------- the table


def table_rows(commands, runs):
    """One dictionary for each command; ratios are of the first command to this one, for each record."""
    scored = [command.data.size for command in commands if command.scores]
    rows = []
    for command, mine in zip(commands, runs):
        compared = bool(command.scores) and scored.count(command.data.size) > 1
        rows.append(dict(describe(command, mine), scores="agree" if compared else "", **ratios(commands[0], runs[0], command, mine)))
    return rows


def describe(command, runs):
    row = {"command": command.name, "runs": [run._asdict() for run in runs]}
    for field in Run._fields:
        row[field] = median(getattr(run, field) for run in runs)
    if command.data:
        row.update(records=command.data.records, bytes=command.data.bytes, bytes_a_second=command.data.bytes / row["time"],
                   time_a_record=row["time"] / command.data.records, memory_a_record=row["memory"] / command.data.records)
    return row


def ratios(first, first_runs, command, runs):
    scale = command.data.records / first.data.records if command.data else 1
    result = {}
    for field in ("time", "memory"):
        pairs = [getattr(one, field) / getattr(other, field) * scale for one, other in zip(first_runs, runs)]
        result[field + "_ratio"] = [median(pairs), min(pairs), max(pairs)] if command is not first else None
    return result


HEADINGS = ("", "time", "CPU", "peak memory", "MB/s", "ns/record", "B/record", "time ratio", "memory ratio", "scores")


def markdown(title, rows, note):
    cells = [HEADINGS] + [("---",) + ("---:",) * (len(HEADINGS) - 2) + ("---",)] + [cells_of(row) for row in rows]
    widths = [max(len(line[column]) for line in cells[:1] + cells[2:]) for column in range(len(HEADINGS))]
    lines = ["## " + title, ""]
    for line in cells:
        padded = [text.ljust(width) if heading in ("", "scores") else text.rjust(width) for heading, text, width in zip(HEADINGS, line, widths)]
        lines.append("| " + " | ".join(padded) + " |")
    return "\n".join(lines + (["", note] if note else [])) + "\n"


def cells_of(row):
    cells = [row["command"], seconds(row["time"]), seconds(row["cpu"]), "{:.1f} MB".format(row["memory"] / 1e6)]
    if "records" in row:
        cells += ["{:.1f}".format(row["bytes_a_second"] / 1e6), "{:.0f}".format(row["time_a_record"] * 1e9), "{:.1f}".format(row["memory_a_record"])]
    else:
        cells += ["", "", ""]
    for field in ("time_ratio", "memory_ratio"):
        cells.append("{:.2f} ({:.2f}–{:.2f})".format(*row[field]) if row[field] else "")
    return cells + [row["scores"]]


def seconds(time):
    return "{:.2f} s".format(time) if time >= 1 else "{:.1f} ms".format(time * 1e3)


# ---------------------------------------------------------------- the whole


def surroundings():
    """What a table depends on besides the program."""
    model = [line.split(":")[1].strip() for line in read("/proc/cpuinfo").decode().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], stdout=subprocess.PIPE, text=True).stdout.strip()
    version = call(PROGRAM[0], "--version", stdout=subprocess.PIPE, text=True).stdout.strip()
    return {"program": version, "commit": "" if os.environ.get("GRIDSCORE") else commit, "processor": model[0] if model else "",
            "cores": os.cpu_count(), "memory": memory, "load": os.getloadavg()[0]}


def run_scenario(name, size, rounds):
    scenario, around = SCENARIOS[name], surroundings()
    label = " ".join(filter(None, (name, size if size != name else "")))
    say(label)
    commands = scenario.commands(size)
    runs = measure_scenario(commands, rounds * scenario.rounds)
    rows = table_rows(commands, runs)
    title = "{}: {}, {} runs of each".format(label, scenario.title, rounds * scenario.rounds)
    notes = [NOTES.get(name), "gridscore {program}{commit}; {cores} × {processor}, {memory:.0f} GB, load before {load:.1f}.".format(
        **dict(around, commit=" at " + around["commit"] if around["commit"] else "", memory=around["memory"] / 1e9))]
    text = markdown(title, rows, "\n".join(filter(None, notes)))
    path = os.path.join(RESULTS, label.replace(" ", "-"))
    with open(path + ".json", "w", encoding="utf-8") as file:
        json.dump(dict(around, scenario=name, size=size, rounds=rounds * scenario.rounds, rows=rows), file, indent=1)
    with open(path + ".md", "w", encoding="utf-8") as file:
        file.write(text)
    print(text, flush=True)


def sizes_of(name, wanted):
    fixed = SCENARIOS[name].sizes[0] not in SIZES
    return SCENARIOS[name].sizes if fixed or not wanted else (wanted,)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="of {}; all but growth if none is named".format(", ".join(SCENARIOS)))
    parser.add_argument("--size", choices=SIZES, help="records; by default what the scenario is for")
    parser.add_argument("--rounds", type=int, default=5, help="paired runs, 5 by default")
    options = parser.parse_args()
    unknown = [name for name in options.scenarios if name not in SCENARIOS]
    if unknown or options.rounds < 1:
        parser.error("no such scenario: {}".format(", ".join(unknown)) if unknown else "at least one round")
    prepare_tools()
    PROGRAM.append(prepare_gridscore())
    for name in options.scenarios or [name for name in SCENARIOS if name != "growth"]:
        for size in sizes_of(name, options.size):
            run_scenario(name, size, options.rounds)
    shutil.rmtree(os.path.join(WORK, "output"), ignore_errors=True)
    say("tables and single runs: {}".format(RESULTS))


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit("bench: {}".format(failure))
