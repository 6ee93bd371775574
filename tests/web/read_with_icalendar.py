"""Reads calendars with python3-icalendar and says what it finds otherwise than expected.

  python3 read_with_icalendar.py CALENDARS

CALENDARS is a JSON file: a list of {bytes, entries}, an entry being {uid, summary,
description, days, start, end} with instants in seconds since 1970.
"""

import datetime
import json
import sys

import icalendar
import icalendar.prop


def instant(value):
    if isinstance(value, datetime.datetime):
        return int(value.timestamp())
    midnight = datetime.datetime(value.year, value.month, value.day, tzinfo=datetime.timezone.utc)
    return int(midnight.timestamp())


def found(event):
    start = event.decoded("DTSTART")
    end = event.decoded("DTEND") if "DTEND" in event else start
    return {
        "uid": str(event["UID"]),
        "summary": str(event.get("SUMMARY", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "days": not isinstance(start, datetime.datetime),
        "start": instant(start),
        "end": instant(end),
    }


def is_misread(text):
    """Whether it is a text of which python-icalendar 4.0 reads another: it takes an escaped
    backslash before an n for the end of a line, and two of them for one."""
    return isinstance(text, str) and "\\" in text


def differences(entry, event):
    """What of the entry is read otherwise, one a line."""
    if event is None:
        return [f"{entry['uid']} is not there"]
    return [
        f"{name} of {entry['uid']} is {event[name]!r} and not {entry[name]!r}"
        for name in entry
        if event[name] != entry[name] and not is_misread(entry[name])
    ]


def check(number, calendar):
    # It keeps zones by their names, and each calendar has its own.
    icalendar.prop._timezone_cache.clear()
    read = icalendar.Calendar.from_ical(calendar["bytes"])
    events = {str(event["UID"]): found(event) for event in read.walk("VEVENT")}
    wrong = [
        f"NOT SO in calendar {number}: {difference}"
        for entry in calendar["entries"]
        for difference in differences(entry, events.get(entry["uid"]))
    ]
    if len(events) != len(calendar["entries"]):
        wrong.append(f"NOT SO in calendar {number}: {len(events)} events are read")
    if wrong:
        wrong.append(calendar["bytes"])
    return wrong


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        calendars = json.load(file)
    wrong = [line for number, one in enumerate(calendars) for line in check(number, one)]
    print("\n".join(wrong[:20]))
    print(f"read {len(calendars)} calendars")
    sys.exit(1 if wrong else 0)


main()
