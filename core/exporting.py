"""Tables that leave Fora: as CSV that no spreadsheet takes for formulas, or as JSON lines."""

import csv
import json

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, text):
        return text


def as_csv(names, rows):
    """Lines of CSV (RFC 4180) of rows that are tuples of texts, the names first."""
    writer = csv.writer(_Echo())
    yield writer.writerow(names)
    for row in rows:
        yield writer.writerow([harmless(value) for value in row])


def as_json_lines(names, rows):
    """One JSON object a line."""
    for row in rows:
        yield json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n"


def harmless(value):
    """The text, with an apostrophe before what a spreadsheet would compute (ASVS 1.2.10)."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


FORMATS = {"csv": (as_csv, "text/csv"), "jsonl": (as_json_lines, "application/x-ndjson")}
