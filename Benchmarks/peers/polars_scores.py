#!/usr/bin/env python3
"""The scores of the month, computed by Polars' streaming engine with two threads.

    polars_scores.py INPUT OUTPUT.csv
"""

import os
import sys
from datetime import date, datetime

os.environ["POLARS_MAX_THREADS"] = "2"

import polars as pl
from polars import col

FIRST, NEXT = datetime(2026, 9, 1), datetime(2026, 10, 1)
LAST = date(2026, 9, 30)
NOTICES = ["outage", "restore", "arrears", "knowledge"]
CATEGORIES = ("consultations", "information", "tickets")

# kind: the columns of its files
COLUMNS = {
    "calls": "call_id member_id time:time direction purpose outcome affected_work note",
    "messages": "message_id member_id time:time channel purpose status note",
    "tickets": "ticket_id member_id opened:time due:day closed:time source kind appointment signed note updated",
    "commendations": "commendation_id member_id time:time kind evidence confirmed_by note",
    "complaints": "complaint_id member_id time:time status decided:time category note updated",
    "inspections": "inspection_id member_id time:time item severity inspector note",
    "members": "member_id name department team grid post start_date:day end_date:day",
}
PARSERS = {"time": lambda name: col(name).str.to_datetime("%Y-%m-%d %H:%M", time_unit="ms"),
           "day": lambda name: col(name).str.to_date("%Y-%m-%d")}


def scan(path, kind):
    typed = [column.partition(":") for column in COLUMNS[kind].split()]
    rows = pl.scan_csv(path, schema={name: pl.String for name, _, _ in typed})
    return rows.with_columns(PARSERS[parser](name) for name, _, parser in typed if parser)


def records(folder, kind):
    key = COLUMNS[kind].split()[0]
    return scan("{}/2026/09/{}-*.csv".format(folder, kind), kind).rename({key: "id"})


def in_month(column):
    return (col(column) >= FIRST) & (col(column) < NEXT)


def event(points, consultation=pl.lit(False), information=pl.lit(False), ticket=pl.lit(False)):
    """One row a record: what it costs or brings, and what it counts as."""
    return ["id", "member_id", points.cast(pl.Int8).alias("points"), consultation.alias("consultations"),
            information.alias("information"), ticket.alias("tickets")]


def calls(folder):
    answered, purpose = col("outcome") == "answered", col("purpose")
    points = (pl.when((purpose == "private") & answered).then(-20)
              .when(col("outcome").is_in(["missed", "refused"]) & (col("affected_work") == "yes")).then(-3).otherwise(0))
    return records(folder, "calls").filter(in_month("time")).select(
        event(points, (purpose == "consult") & answered, (purpose == "notify") & answered))


def messages(folder):
    sent, notice = col("status") == "sent", col("purpose").is_in(NOTICES)
    points = pl.when((col("purpose") == "private") & sent).then(-20).when(notice & ~sent).then(-2).otherwise(0)
    return records(folder, "messages").filter(in_month("time")).select(
        event(points, (col("purpose") == "consult") & sent, notice & sent))


def tickets(folder):
    """Posted in the month it was opened or due in, counted in the month it was closed in."""
    kind, closed = col("kind"), in_month("closed").fill_null(False)
    broken = (col("appointment") == "broken") & in_month("opened")
    late = col("closed").is_null() | (col("closed") >= col("due").dt.offset_by("1d").cast(pl.Datetime("ms")))
    overdue = (kind == "key_task") & (col("due") >= FIRST.date()) & (col("due") <= LAST) & late
    points = pl.when(broken).then(-3).otherwise(0) + pl.when(overdue.fill_null(False)).then(-2).otherwise(0)
    return records(folder, "tickets").select(
        event(points, (kind == "consult_visit") & (col("signed") == "yes").fill_null(False) & closed,
              ticket=(kind != "key_task") & closed))


def commendations(folder):
    points = col("kind").replace_strict({"promoted": 5, "praise": 1, "banner": 3, "proactive": 1})
    confirmed = (col("kind") != "proactive") | (col("evidence").is_not_null() & col("confirmed_by").is_not_null())
    return records(folder, "commendations").filter(in_month("time") & confirmed).select(event(points))


def complaints(folder):
    verified = (col("status") == "verified") & in_month("decided")
    return records(folder, "complaints").filter(verified).select(event(pl.lit(-10)))


def inspections(folder):
    points = col("item").replace_strict({"private_use": -20, "misconduct": -5, "unreachable": -3, "appointment": -3}, default=-2)
    return records(folder, "inspections").filter(in_month("time")).select(event(points))


def sums(folder):
    """Of each member. What is left of a record is small, so exact repeats are dropped there."""
    kinds = (calls, messages, tickets, commendations, complaints, inspections)
    return pl.concat([kind(folder).unique() for kind in kinds]).group_by("member_id").agg(
        col("points").filter(col("points") < 0).cast(pl.Int64).sum().alias("deductions"),
        col("points").filter(col("points") > 0).cast(pl.Int64).sum().alias("bonuses"),
        *(col(category).cast(pl.Int64).sum() for category in CATEGORIES))


def roster(folder):
    """Who is active in the month, with the department of the last active day in it."""
    rows = scan(folder + "/网格员.csv", "members")
    active = (col("start_date").fill_null(LAST) <= LAST) & (col("end_date").fill_null(LAST) >= FIRST.date())
    last_day = pl.min_horizontal(col("end_date").fill_null(LAST), pl.lit(LAST))
    return (rows.filter(active).with_columns(last_day.alias("last_day")).sort("last_day", "start_date", nulls_last=False)
            .unique("member_id", keep="last", maintain_order=True).select("member_id", "department"))


def award(category):
    """Equal counts share a rank, and the next ones are skipped."""
    rank = col(category).rank("min", descending=True).over("department")
    return pl.when(col(category) > 0).then(rank.replace_strict({1: 5, 2: 3, 3: 2}, default=0)).otherwise(0)


def scores(folder):
    members = roster(folder).join(sums(folder), on="member_id", how="left").fill_null(0)
    awarded = members.with_columns(sum(award(category) for category in CATEGORIES).alias("ranking_bonus"))
    score = (100 + col("deductions") + col("bonuses") + col("ranking_bonus")).clip(lower_bound=0).alias("score")
    return awarded.select("member_id", "deductions", "bonuses", "ranking_bonus", score, *CATEGORIES).sort("member_id")


if __name__ == "__main__":
    scores(sys.argv[1]).collect(engine="streaming").write_csv(sys.argv[2])
