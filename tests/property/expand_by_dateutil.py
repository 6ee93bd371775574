#!/usr/bin/env python3
"""Expands rules of recurrence by python-dateutil.

Reads lines of a first day, a last day and a rule, separated by blanks, and
writes a line for each: the days of the occurrences up to the last one, or `!`
and what went wrong.
"""
import datetime
import sys
import warnings

from dateutil import rrule


def expand(first, last, rule):
    # Else a rule that matches nothing is tried up to the year 9999.
    datetime.MAXYEAR = last.year + 1
    days = []
    for day in rrule.rrulestr(rule, dtstart=first):
        if day > last:
            break
        days.append(day.strftime("%Y-%m-%d"))
    return days


def main():
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        first, last, rule = line.split()
        try:
            days = expand(
                datetime.datetime.fromisoformat(first), datetime.datetime.fromisoformat(last), rule
            )
            print(" ".join(days))
        except (ValueError, IndexError) as error:
            print("!", error)


main()
