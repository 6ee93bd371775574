#!/usr/bin/env python3
"""Holds the instants of feeds against those that the server lists, where clocks make it hard.

  tests/web/feed_times_test.py TAQVIM TAQVIMD TAQVIM_WEB

The hour that the clocks skip, both of the hour that they show twice, and the first of March 2024,
since which Kazakhstan is at UTC+5: read from the bytes of a feed by python3-icalendar, by the zones
of this machine and by those that the feed itself brings.
"""

import calendar
import datetime
import json
import pathlib
import re
import subprocess
import tempfile
import unittest
import zoneinfo

import icalendar

from site_test import PATIENCE, TAQVIM, TAQVIMD, YEAR, Site, until
from served import environment, serve


def last_sunday(month):
    last = calendar.monthrange(YEAR, month)[1]
    return max(day for day in range(last - 6, last + 1)
               if datetime.date(YEAR, month, day).weekday() == 6)


GAP = datetime.date(YEAR, 3, last_sunday(3))
FOLD = datetime.date(YEAR, 10, last_sunday(10))

SCHEDULE = f"""
organizations:
  - {{id: library, title: {{en: National library}}, country: KZ}}
venues:
  - id: palace
    title: {{en: Palace}}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces: [{{id: hall, title: {{en: Hall}}}}]
  - id: haus
    title: {{de: Haus}}
    country: DE
    city: Berlin
    time_zone: Europe/Berlin
    spaces: [{{id: saal, title: {{de: Saal}}}}]
events:
  - id: spring
    title: {{en: Spring}}
    owner: library
    culture_days: {{stops: [{{city: Astana, first_day: 2024-02-20, last_day: 2024-03-20}}]}}
    confirm: true
  - id: evenings
    title: {{en: Evenings}}
    owner: library
    programme: spring
    period: {{timed: {{start: 2024-02-28T18:00, end: 2024-02-28T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: concert}}
    confirm: true
  - id: evenings-after
    title: {{en: Evenings after}}
    owner: library
    programme: spring
    period: {{timed: {{start: 2024-03-01T18:00, end: 2024-03-01T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: concert}}
    confirm: true
  - id: across
    title: {{en: Across midnight}}
    owner: library
    programme: spring
    period: {{timed: {{start: 2024-02-29T22:00, end: 2024-03-01T02:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: concert}}
    confirm: true
  - id: nights
    title: {{en: Nights}}
    owner: library
    period: {{timed: {{start: {GAP - datetime.timedelta(7)}T02:30, end: {GAP - datetime.timedelta(7)}T03:30}}}}
    bookings: [{{id: saal, space: haus/saal}}]
    recurrence: {{rule: FREQ=WEEKLY;COUNT=3}}
    activity: {{form: talk}}
    confirm: true
  - id: first
    title: {{en: First}}
    owner: library
    period: {{timed: {{start: "{FOLD}T02:10+02:00", end: "{FOLD}T02:50+02:00"}}}}
    bookings: [{{id: saal, space: haus/saal}}]
    activity: {{form: talk}}
    confirm: true
  - id: second
    title: {{en: Second}}
    owner: library
    period: {{timed: {{start: "{FOLD}T02:10+01:00", end: "{FOLD}T02:50+01:00"}}}}
    bookings: [{{id: saal, space: haus/saal}}]
    activity: {{form: talk}}
    confirm: true
"""
EVENTS = ("evenings", "evenings-after", "across", "nights", "first", "second")


def instant(said, zone):
    """The instant of a DateTime of the contract."""
    local = datetime.datetime(said["year"], said["month"], said["day"], said.get("hours", 0),
                              said.get("minutes", 0))
    offset = said.get("utcOffset")
    if offset is not None:
        zone = datetime.timezone(datetime.timedelta(seconds=int(offset.rstrip("s"))))
    else:
        zone = zoneinfo.ZoneInfo(zone)
    return local.replace(tzinfo=zone).astimezone(datetime.timezone.utc)


class FeedTimesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.server, cls.address = serve(TAQVIMD, cls.folder)
        cls.variables = environment(TAQVIM, cls.folder, cls.address)
        (cls.folder / "schedule.yaml").write_text(SCHEDULE, encoding="utf-8")
        cls.taqvim("apply", "-f", "schedule.yaml")
        cls.taqvim("events", "publish", "spring", *EVENTS)
        cls.taqvim("grants", "create", "--principal", "website", "--role", "public")
        token = cls.folder / "token"
        token.write_text(json.loads(cls.taqvim("access-tokens", "create", "website", "-o",
                                               "json"))["secret"])
        cls.site = Site(cls.folder, cls.address, token)
        until(lambda: cls.site.get("/health")[0].status == 200)

    @classmethod
    def tearDownClass(cls):
        assert cls.site.stop() == 0
        cls.server.terminate()
        cls.server.wait(PATIENCE)
        cls.server.stdout.close()
        cls.temporary.cleanup()

    @classmethod
    def taqvim(cls, *words):
        done = subprocess.run(["taqvim", *words], env=cls.variables, cwd=cls.folder, check=False,
                              capture_output=True, text=True)
        assert done.returncode == 0, f"taqvim {' '.join(words)}\n{done.stderr}"
        return done.stdout

    def listed(self, event):
        """The instants between which it takes place, as the server lists them."""
        found = []
        for one in json.loads(self.taqvim("occurrences", "list", "--name", event, "-o",
                                          "json"))["occurrences"]:
            timed = one["period"]["timed"]
            found.append(tuple(instant(timed[end], one["timeZone"]) for end in ("start", "end")))
        return sorted(found)

    def read(self, body):
        found = []
        for entry in icalendar.Calendar.from_ical(body).walk("VEVENT"):
            if isinstance(entry["dtstart"].dt, datetime.datetime):
                found.append(tuple(entry[end].dt.astimezone(datetime.timezone.utc)
                                   for end in ("dtstart", "dtend")))
        return sorted(found)

    def body(self, path):
        response, body = self.site.get(f"/calendar/{path}")
        self.assertEqual(response.status, 200, body)
        return body.decode()

    def test_every_instant_is_as_the_server_lists_it(self):
        for event in EVENTS:
            body = self.body(f"events/{event}.ics")
            self.assertEqual(self.read(body), self.listed(event), event)
            # By the rules that stand in the feed, as no reader knows such zones; of another name
            # each, since the reader keeps those that it has read.
            foreign = re.sub(r"TZID([:=])", rf"TZID\1X-{event}-", body)
            self.assertEqual(self.read(foreign), self.listed(event), event)

    def test_almaty_has_another_offset_since_march_2024(self):
        utc = datetime.timezone.utc
        read = self.read(self.body("programmes/spring.ics"))
        self.assertEqual(read, [
            (datetime.datetime(2024, 2, 28, 12, tzinfo=utc), datetime.datetime(2024, 2, 28, 14, tzinfo=utc)),
            (datetime.datetime(2024, 2, 29, 16, tzinfo=utc), datetime.datetime(2024, 2, 29, 21, tzinfo=utc)),
            (datetime.datetime(2024, 3, 1, 13, tzinfo=utc), datetime.datetime(2024, 3, 1, 15, tzinfo=utc))])

    def test_the_hours_that_are_shown_twice_are_an_hour_apart(self):
        first, = self.read(self.body("events/first.ics"))
        second, = self.read(self.body("events/second.ics"))
        self.assertEqual(second[0] - first[0], datetime.timedelta(hours=1))

    def test_the_hour_that_is_skipped_is_not_lost(self):
        hours = [(start, end - start) for start, end in self.read(self.body("events/nights.ics"))]
        self.assertEqual([length for _, length in hours], [datetime.timedelta(hours=1)] * 3)
        # 03:30 in summer, which 02:30 would have been: an hour sooner by UTC after it.
        self.assertEqual([start.time() for start, _ in hours],
                         [datetime.time(1, 30), datetime.time(1, 30), datetime.time(0, 30)])


if __name__ == "__main__":
    unittest.main(argv=["feed_times_test"], verbosity=2)
