"""Reads the workbooks of a published folder with openpyxl and compares them with the CSV files beside them.

    workbooks.py output [language]

Prints what is not as it should be, a line each, and at the end how many workbooks, sheets and cells were looked at."""

import csv
import os
import re
import sys
import zipfile

from openpyxl import load_workbook

TITLES = {
    "zh": {"scores": "得分", "ledger": "明细", "rankings": "排名", "changes": "变动", "causes": "原因", "pending": "待办", "rejects": "未计入"},
    "en": {"scores": "Scores", "ledger": "Ledger", "rankings": "Rankings", "changes": "Changes", "causes": "Causes", "pending": "Pending",
           "rejects": "Rejects"},
}
LAST = {"zh": ["裁定", "说明"], "en": ["Decisions", "Notes"]}
SIGNED = {"zh": "编制人：", "en": "Prepared by:"}
# The columns that hold numbers, by their Chinese and English headers; ids, dates and words are text.
NUMBERS = set("""
    base deductions bonuses ranking_bonus floor_adjustment score rank consultations information tickets points count months average line
    filed_points
    基础分 扣分 加分 排名加分 保底调整 得分 部门名次 咨询数 信息数 工单数 分值 数量 计分月数 平均分 行号 备案分值
""".split())
GUARDED = tuple("=+-@＝＋－＠\t\r")

problems = []
counts = {"workbooks": 0, "sheets": 0, "cells": 0}


def plain(text):
    """A text as Excel shows it: `_xHHHH_` stands for a character."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def is_text(value, wanted):
    """Whether a cell is the text of a CSV file; a leading `'` there may have been put before it, or not."""
    found = plain(value).replace("\r\n", "\n")
    wanted = wanted.replace("\r\n", "\n")
    return found == wanted or ("'" + found == wanted and found.startswith(GUARDED))


def compare_cell(place, header, cell, wanted):
    counts["cells"] += 1
    if wanted == "":
        if cell.value is not None:
            problems.append("%s: %r, want nothing" % (place, cell.value))
    elif header in NUMBERS:
        if cell.data_type != "n" or not isinstance(cell.value, (int, float)) or cell.value != float(wanted):
            problems.append("%s: %r, want the number %s" % (place, cell.value, wanted))
        elif cell.number_format == "@":
            problems.append("%s: a number formatted as text" % place)
    else:
        if not isinstance(cell.value, str) or not is_text(cell.value, wanted):
            problems.append("%s: %r, want the text %r" % (place, cell.value, wanted))
        elif cell.number_format != "@":
            problems.append("%s: a text of the format %s" % (place, cell.number_format))


def check_look(place, sheet, rows, width):
    """What every sheet has, whatever it holds."""
    setup = sheet.page_setup
    if sheet.freeze_panes != "A2":
        problems.append("%s: the header is not frozen" % place)
    last = "%s%d" % (sheet.cell(1, width).column_letter, rows)
    if sheet.auto_filter.ref not in ("A1:" + last, "A1"):
        problems.append("%s: filters on %s, want A1:%s" % (place, sheet.auto_filter.ref, last))
    if setup.orientation != "landscape" or int(setup.paperSize or 0) != 9 or setup.fitToHeight != 0 or not sheet.sheet_properties.pageSetUpPr.fitToPage:
        problems.append("%s: not set up for A4 landscape, one page wide" % place)
    if sheet.print_title_rows not in ("1:1", "$1:$1"):
        problems.append("%s: the header is not repeated on paper: %s" % (place, sheet.print_title_rows))
    if "&A" not in "".join(filter(None, [sheet.oddHeader.center.text or ""])).replace("&[Tab]", "&A"):
        problems.append("%s: the sheet's name is not printed" % place)
    if "&P" not in (sheet.oddFooter.right.text or "").replace("&[Page]", "&P"):
        problems.append("%s: pages are not numbered" % place)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                problems.append("%s %s: a formula" % (place, cell.coordinate))
    names = sheet.parent.sheetnames
    if len(sheet.title) > 31 or len({name.lower() for name in names}) != len(names):
        problems.append("%s: a name that Excel does not take" % place)


def rows_of(sheet, language):
    """Rows of the table with their number, the line of signatures and whether there is one."""
    rows = list(sheet.iter_rows())
    last = rows[-1][0].value
    if len(rows) > 2 and isinstance(last, str) and last.startswith(SIGNED[language]):
        if any(cell.value is not None for cell in rows[-2]):
            problems.append("%s: no row is free above the signatures" % sheet.title)
        return rows[:-2], True
    return rows, False


def check_package(path):
    with zipfile.ZipFile(path) as archive:
        if archive.testzip() is not None:
            problems.append("%s: damaged" % path)
        for item in archive.infolist():
            if re.search(r"vba|macro|externalLink|connections|activeX|embeddings|\.bin$", item.filename, re.I):
                problems.append("%s holds %s" % (path, item.filename))
            if item.date_time != (1980, 1, 1, 0, 0, 0):
                problems.append("%s: %s has the time %s" % (path, item.filename, item.date_time))
            content = archive.read(item)
            if item.filename.endswith(".rels") and b'TargetMode="External"' in content:
                problems.append("%s: %s leads outside" % (path, item.filename))
            if item.filename.startswith("xl/worksheets/") and re.search(rb"<f[ >]|<hyperlink", content):
                problems.append("%s: a formula or link in %s" % (path, item.filename))


def check_workbook(output, folder, name, language):
    path = os.path.join(folder, name)
    counts["workbooks"] += 1
    check_package(path)
    book = load_workbook(path)
    titles = TITLES[language]
    tables = {stem[:-4]: read_csv(os.path.join(folder, stem)) for stem in os.listdir(folder) if stem.endswith(".csv")}
    run = {stem: read_csv(os.path.join(output, "run", stem + ".csv")) for stem in ("pending", "rejects")}
    # The lists are named by the pack; their order is that of the sheets behind the known ones.
    known = {title: stem for stem, title in titles.items()}
    seen = set()
    for sheet in book.worksheets:
        place = "%s[%s]" % (os.path.relpath(path, output), sheet.title)
        counts["sheets"] += 1
        rows, is_signed = rows_of(sheet, language)
        header = [cell.value for cell in rows[0]]
        check_look(place, sheet, len(rows), len(header))
        for index, cell in enumerate(rows[0]):
            if not cell.font.b:
                problems.append("%s: the header of column %d is not bold" % (place, index + 1))
        stem = known.get(sheet.title)
        if stem in run:
            # Those of the period: rows of the run's table, in its order.
            table = iter(run[stem][1:])
            if header != run[stem][0]:
                problems.append("%s: header %s" % (place, header))
            for row in rows[1:]:
                wanted = next((line for line in table if matches(header, row, line)), None)
                if wanted is None:
                    problems.append("%s: row %d is not in run/%s.csv" % (place, row[0].row, stem))
                    break
            continue
        if sheet.title in LAST[language]:
            for row in rows[1:]:
                for name_of, cell in zip(header, row):
                    if cell.value is not None and (isinstance(cell.value, str)) != (name_of not in NUMBERS):
                        problems.append("%s %s: %r" % (place, cell.coordinate, cell.value))
            if sheet.title == LAST[language][1]:
                check_digests(place, rows, folder)
            continue
        if stem is None:
            stem = next((other for other in tables if other not in seen and other not in titles and is_list(tables[other], rows)), None)
        if stem is None or stem not in tables:
            problems.append("%s: no table is like it" % place)
            continue
        seen.add(stem)
        table = tables[stem]
        signed = stem in ("scores", "changes") or stem not in titles
        if signed != is_signed and "corrections" not in path:
            problems.append("%s: signatures are %s" % (place, "there" if is_signed else "missing"))
        if len(rows) != len(table):
            problems.append("%s: %d rows, the table has %d" % (place, len(rows), len(table)))
        for number, (row, wanted) in enumerate(zip(rows, table)):
            for column, (cell, text) in enumerate(zip(row, wanted)):
                where = "%s %s" % (place, cell.coordinate)
                compare_cell(where, table[0][column] if number else None, cell, text)
            if len(row) != len(wanted):
                problems.append("%s: row %d has %d cells, want %d" % (place, number + 1, len(row), len(wanted)))
    missing = set(tables) - seen
    if missing:
        problems.append("%s: no sheet of %s" % (path, sorted(missing)))


def is_list(table, rows):
    return [cell.value for cell in rows[0]] == table[0] and len(rows) == len(table) and (
        len(rows) == 1 or matches(table[0], rows[-1], table[-1]))


def matches(header, row, line):
    before = len(problems)
    for name, cell, text in zip(header, row, line):
        compare_cell("", name, cell, text)
    if len(problems) == before:
        return True
    del problems[before:]
    return False


def check_digests(place, rows, folder):
    """The digests on the last sheet are those of the files."""
    import hashlib

    told = {}
    for row in rows:
        match = re.match(r"SHA-256 ([0-9a-f]{64})$", str(row[3].value))
        if match:
            told[match[1]] = row[0].row
    for name in os.listdir(folder):
        if name.endswith(".csv"):
            with open(os.path.join(folder, name), "rb") as file:
                if hashlib.sha256(file.read()).hexdigest() not in told:
                    problems.append("%s: the digest of %s is not told" % (place, name))


def main():
    output, language = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "zh"
    for folder, _, names in sorted(os.walk(output)):
        if os.path.join(output, "filed") in folder:
            continue
        for name in sorted(names):
            if name.endswith(".xlsx"):
                check_workbook(output, folder, name, language)
    for problem in problems[:50]:
        print(problem)
    print("%(workbooks)d workbooks, %(sheets)d sheets, %(cells)d cells" % counts)
    sys.exit(1 if problems else 0)


main()
