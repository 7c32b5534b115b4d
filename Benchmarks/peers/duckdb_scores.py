#!/usr/bin/env python3
"""The scores of the month, computed by DuckDB with two threads.

    duckdb_scores.py INPUT OUTPUT.csv [--dirty]

Clean data is read with its types. With --dirty all columns are read as text, rows that do not fit are left
out, and of several versions of a record the one that stands is taken: by the order of the files, which is
enough for the data of generate.c.
"""

import os
import sys

import duckdb

# kind: the columns of its files
COLUMNS = {
    "calls": "call_id member_id time:timestamp direction purpose outcome affected_work note",
    "messages": "message_id member_id time:timestamp channel purpose status note",
    "tickets": "ticket_id member_id opened:timestamp due:date closed:timestamp source kind appointment signed note updated:timestamp",
    "commendations": "commendation_id member_id time:timestamp kind evidence confirmed_by note",
    "complaints": "complaint_id member_id time:timestamp status decided:timestamp category note updated:timestamp",
    "inspections": "inspection_id member_id time:timestamp item severity inspector note",
    "members": "member_id name department team grid post start_date:date end_date:date",
}
ROSTER = "网格员.csv"

# kind: what its good rows fulfil
GOOD = {
    "calls": """purpose in ('consult', 'notify', 'appointment', 'private', 'other') and outcome in ('answered', 'missed', 'refused')
                and time is not null""",
    "messages": """channel in ('sms', 'wechat_group', 'wechat') and status in ('sent', 'missing', 'late', 'nonconforming') and time is not null
                   and purpose in ('outage', 'restore', 'arrears', 'knowledge', 'consult', 'private', 'other')""",
    "tickets": "kind in ('repair', 'consult_visit', 'key_task', 'other') and opened is not null",
    "commendations": "kind in ('promoted', 'praise', 'banner', 'proactive') and time is not null",
    "complaints": "status in ('open', 'verified', 'rejected') and time is not null",
    "inspections": """item in ('unreachable', 'private_use', 'attire', 'careless', 'misconduct', 'appointment', 'group', 'information', 'task')
                      and time is not null""",
}


def clean_view(kind, path):
    types = dict((column + ":varchar").split(":")[:2] for column in COLUMNS[kind].split())
    return "from read_csv('{}', header = true, columns = {})".format(path, types)


def dirty_view(kind, path):
    types = dict((column + ":varchar").split(":")[:2] for column in COLUMNS[kind].split())
    values = ", ".join("try_cast({0} as {1}) as {0}".format(*pair) for pair in types.items())
    rows = "read_csv('{}', header = true, columns = {}, ignore_errors = true, filename = true)".format(path, dict.fromkeys(types, "varchar"))
    return """select * from (select {values}, filename from {rows})
              where {good} and member_id in (select member_id from members)
              qualify row_number() over (partition by {key} order by {order}) = 1""".format(
        values=values, rows=rows, good=GOOD[kind], key=next(iter(types)),
        order="updated desc nulls last, filename desc" if "updated" in types else "filename")


def main(folder, output, *options):
    view = dirty_view if "--dirty" in options else clean_view
    database = duckdb.connect(config={"threads": 2, "preserve_insertion_order": False})
    folder, output = folder.replace("'", "''"), output.replace("'", "''")
    database.execute("create view members as " + clean_view("members", folder + "/" + ROSTER))
    for kind in GOOD:
        database.execute("create view {} as {}".format(kind, view(kind, "{}/2026/09/{}-*.csv".format(folder, kind))))
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "scores.sql"), encoding="utf-8") as file:
        database.execute("copy ({}) to '{}' (header)".format(file.read(), output))


if __name__ == "__main__":
    main(*sys.argv[1:])
