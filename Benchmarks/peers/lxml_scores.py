#!/usr/bin/env python3
"""The scores of the month from XML, computed in Python over lxml's iterparse.

    lxml_scores.py INPUT OUTPUT.csv

One thread, as Python has it. The records seen are kept as a set of ids, so the first of several stands;
that is enough for clean data.
"""

import csv
import glob
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta

from lxml import etree

FIRST, NEXT = datetime(2026, 9, 1), datetime(2026, 10, 1)
LAST = "2026-09-30"
NOTICES = {"outage", "restore", "arrears", "knowledge"}
COMMENDATIONS = {"promoted": 5, "praise": 1, "banner": 3, "proactive": 1}
INSPECTIONS = {"private_use": -20, "misconduct": -5, "unreachable": -3, "appointment": -3}
CATEGORIES = ("consultations", "information", "tickets")
AWARDS = {1: 5, 2: 3, 3: 2}

points = defaultdict(lambda: [0, 0])    # member to deductions and bonuses
counts = {category: Counter() for category in CATEGORIES}


def elements(path, tag):
    """The attributes of each record; what has been read is given back at once."""
    for _, element in etree.iterparse(path, tag=tag):
        yield element.attrib
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def records(folder, kind):
    """The attributes of each record of a kind, once."""
    seen, tag = set(), kind[:-1]
    for path in sorted(glob.glob("{}/2026/09/{}-*.xml".format(glob.escape(folder), kind))):
        for attributes in elements(path, tag):
            key = attributes[tag + "_id"]
            if key not in seen:
                seen.add(key)
                yield attributes


def in_month(text):
    return text is not None and FIRST <= datetime.fromisoformat(text) < NEXT


def post(member, value):
    points[member][value > 0] += value


def read_calls(folder):
    for call in records(folder, "calls"):
        if not in_month(call["time"]):
            continue
        purpose, outcome, member = call["purpose"], call["outcome"], call["member_id"]
        if outcome == "answered":
            if purpose == "private":
                post(member, -20)
            elif purpose == "consult":
                counts["consultations"][member] += 1
            elif purpose == "notify":
                counts["information"][member] += 1
        elif call.get("affected_work") == "yes":
            post(member, -3)


def read_messages(folder):
    for message in records(folder, "messages"):
        if not in_month(message["time"]):
            continue
        purpose, sent, member = message["purpose"], message["status"] == "sent", message["member_id"]
        if purpose in NOTICES:
            if sent:
                counts["information"][member] += 1
            else:
                post(member, -2)
        elif sent and purpose == "consult":
            counts["consultations"][member] += 1
        elif sent and purpose == "private":
            post(member, -20)


def read_tickets(folder):
    for ticket in records(folder, "tickets"):
        kind, member, closed = ticket["kind"], ticket["member_id"], ticket.get("closed")
        if ticket.get("appointment") == "broken" and in_month(ticket["opened"]):
            post(member, -3)
        if kind == "key_task":
            if late(ticket.get("due"), closed):
                post(member, -2)
        elif in_month(closed):
            counts["tickets"][member] += 1
            if kind == "consult_visit" and ticket.get("signed") == "yes":
                counts["consultations"][member] += 1


def late(due, closed):
    """A due day of the month, which is over before the as-of date is."""
    return in_month(due) and (closed is None or datetime.fromisoformat(closed) >= datetime.fromisoformat(due) + timedelta(1))


def read_rarer(folder):
    for one in records(folder, "commendations"):
        if in_month(one["time"]) and (one["kind"] != "proactive" or (one.get("evidence") and one.get("confirmed_by"))):
            post(one["member_id"], COMMENDATIONS[one["kind"]])
    for one in records(folder, "complaints"):
        if one["status"] == "verified" and in_month(one["decided"]):
            post(one["member_id"], -10)
    for one in records(folder, "inspections"):
        if in_month(one["time"]):
            post(one["member_id"], INSPECTIONS.get(one["item"], -2))


def read_roster(folder):
    """Member to department on the last active day of the month."""
    rows = []
    for row in elements(folder + "/网格员.xml", "member"):
        start, end = row.get("start_date", ""), row.get("end_date", LAST)
        if start <= LAST and end >= "2026-09-01":
            rows.append((min(end, LAST), start, row["member_id"], row["department"]))
    return {member: department for _, _, member, department in sorted(rows)}


def awards(departments):
    """Member to points of the rankings. Equal counts share a rank, and the next ones are skipped."""
    result = Counter()
    for count in counts.values():
        groups = defaultdict(list)
        for member, department in departments.items():
            groups[department].append(count[member])
        for values in groups.values():
            values.sort(reverse=True)
        for member, department in departments.items():
            if count[member]:
                result[member] += AWARDS.get(groups[department].index(count[member]) + 1, 0)
    return result


def main(folder, output):
    departments = read_roster(folder)
    for read in (read_calls, read_messages, read_tickets, read_rarer):
        read(folder)
    ranking = awards(departments)
    with open(output, "w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("member_id", "deductions", "bonuses", "ranking_bonus", "score") + CATEGORIES)
        for member in sorted(departments):
            deductions, bonuses = points[member]
            score = max(0, 100 + deductions + bonuses + ranking[member])
            table.writerow([member, deductions, bonuses, ranking[member], score] + [counts[category][member] for category in CATEGORIES])


if __name__ == "__main__":
    main(*sys.argv[1:])
