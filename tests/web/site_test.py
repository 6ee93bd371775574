#!/usr/bin/env python3
"""Reads the feeds and pages of a taqvim-web beside a taqvimd, as calendars and people do.

  tests/web/site_test.py TAQVIM TAQVIMD TAQVIM_WEB

What a feed holds is compared with `taqvim occurrences list`; what is taken back is gone; a copy
that is read anew is the same to the byte.
"""

import csv
import datetime
import http.client
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree
import zoneinfo

import icalendar

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "e2e"))
from served import environment, serve  # noqa: E402

TAQVIM, TAQVIMD, TAQVIM_WEB = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])
# Within it all must happen that is waited for: far more than it takes.
PATIENCE = 120
YEAR = datetime.date.today().year + 1

SCHEDULE = f"""
organizations:
  - {{id: library, title: {{en: National library, ru: Национальная библиотека}}, country: KZ}}
participants:
  - {{id: choir, title: {{en: Choir}}, country: AZ}}
venues:
  - id: palace
    title: {{en: Palace of culture, ru: Дворец культуры}}
    country: KZ
    city: Astana
    address: "Main street 1; gate 2, left"
    time_zone: Asia/Almaty
    spaces:
      - {{id: hall, title: {{en: Hall, ru: Зал}}, parts: [venues/palace/spaces/stage]}}
      - {{id: stage, title: {{en: Stage}}}}
      - {{id: foyer, title: {{en: Foyer}}}}
      - {{id: corner, title: {{en: Corner}}}}
  - {{id: haus, title: {{de: Haus}}, country: DE, city: Berlin, time_zone: Europe/Berlin}}
events:
  - id: days
    title: {{en: Days of Azerbaijan, ru: Дни Азербайджана}}
    owner: library
    culture_days:
      guest_country: AZ
      host_country: KZ
      stops:
        - {{city: Astana, first_day: {YEAR}-05-10, last_day: {YEAR}-05-12}}
        - {{city: Almaty, first_day: {YEAR}-05-13, last_day: {YEAR}-05-14}}
    confirm: true
  - id: gala
    title: {{en: "Gala; with, signs\\\\ and more", ru: "Гала-концерт, посвящённый очень долгому названию, которое не помещается в строку"}}
    owner: library
    programme: days
    period: {{timed: {{start: {YEAR}-05-10T18:00, end: {YEAR}-05-10T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}, {{id: choir, participant: choir}}]
    activity: {{form: concert}}
    labels: [music]
    confirm: true
  - id: talks
    title: {{en: Talks}}
    owner: library
    period: {{timed: {{start: {YEAR}-02-03T01:30, end: {YEAR}-02-03T02:30}}}}
    bookings: [{{id: haus, venue: haus}}]
    recurrence: {{rule: FREQ=WEEKLY, excluded_days: [{YEAR}-02-10]}}
    activity: {{form: talk}}
    confirm: true
  - id: carpets
    title: {{en: Carpets}}
    owner: library
    period: {{dated: {{first_day: {YEAR}-03-01, last_day: {YEAR}-03-31}}}}
    bookings: [{{id: foyer, space: palace/foyer}}]
    exhibition: {{objects: 40}}
    confirm: true
  - id: corner
    title: {{en: Corner of friendship}}
    owner: library
    period: {{dated: {{first_day: {YEAR}-04-01, permanent: true}}}}
    bookings: [{{id: corner, space: palace/corner}}]
    exhibition: {{}}
    confirm: true
  - id: secret
    title: {{en: Not published}}
    owner: library
    period: {{timed: {{start: {YEAR}-06-10T18:00, end: {YEAR}-06-10T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: meeting}}
    confirm: true
"""


class Site:
    """A taqvim-web of one's own."""

    def __init__(self, folder, server, token, *flags):
        self.port_file = folder / "web-port"
        self.port_file.unlink(missing_ok=True)
        self.log = open(folder / "web-log", "a", encoding="utf-8")
        self.process = subprocess.Popen(
            [TAQVIM_WEB, "--server", server, "--token-file", str(token), "--listen", "127.0.0.1:0",
             "--port-file", str(self.port_file), "--public-address", "https://schedule.example",
             *flags],
            stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.process.stdout.readline()
        self.port = int(self.port_file.read_text())

    def get(self, path, headers=None, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path, headers=headers or {})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.log.close()
        return code


def until(condition):
    """Asks again and again, as who reads a feed does, until it holds."""
    deadline = datetime.datetime.now() + datetime.timedelta(seconds=PATIENCE)
    while datetime.datetime.now() < deadline:
        result = condition()
        if result:
            return result
    raise AssertionError("It did not come about.")


class FeedsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.server, cls.address = serve(TAQVIMD, cls.folder)
        cls.variables = environment(TAQVIM, cls.folder, cls.address)
        (cls.folder / "schedule.yaml").write_text(SCHEDULE, encoding="utf-8")
        cls.taqvim("apply", "-f", "schedule.yaml")
        cls.taqvim("events", "publish", "days", "gala", "talks", "carpets", "corner")
        cls.taqvim("grants", "create", "--principal", "website", "--role", "public")
        made = cls.taqvim("access-tokens", "create", "--principal", "website", "-o", "json")
        cls.token = cls.folder / "token"
        cls.token.write_text(json.loads(made)["secret"])
        cls.site = Site(cls.folder, cls.address, cls.token)
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

    def feed(self, path):
        response, body = self.site.get(f"/calendar/{path}")
        self.assertEqual(response.status, 200, body)
        self.assertEqual(response.getheader("content-type"), "text/calendar; charset=utf-8")
        self.assertEqual(response.getheader("x-robots-tag"), "noindex")
        calendar = icalendar.Calendar.from_ical(body.decode())
        return {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}

    def titles(self, path):
        return sorted({str(entry["summary"]) for entry in self.feed(path).values()})

    def test_each_scope_has_its_events(self):
        gala = "Gala; with, signs\\ and more"
        for path, titles in {
                "venues/palace.ics": ["Carpets", "Corner of friendship", gala],
                "spaces/palace/hall.ics": [gala],
                "spaces/palace/stage.ics": [gala],
                "spaces/palace/foyer.ics": ["Carpets"],
                "programmes/days.ics": ["Days of Azerbaijan: Almaty", "Days of Azerbaijan: Astana",
                                        gala],
                "participants/choir.ics": [gala],
                "countries/AZ.ics": ["Days of Azerbaijan: Almaty", "Days of Azerbaijan: Astana"],
                "events/carpets.ics": ["Carpets"],
                "venues/palace.ics?kind=exhibition": ["Carpets", "Corner of friendship"],
                "venues/palace.ics?label=music": [gala],
        }.items():
            self.assertEqual(self.titles(path), titles, path)

    def test_is_in_the_language_that_is_asked_for(self):
        entry, = self.feed("participants/choir.ics?lang=ru").values()
        self.assertTrue(str(entry["summary"]).startswith("Гала-концерт, посвящённый"))
        self.assertEqual(str(entry["location"]),
                         "Зал, Дворец культуры, Main street 1; gate 2, left, Астана")

    def test_has_the_instants_that_the_server_lists(self):
        listed = json.loads(self.taqvim("occurrences", "list", "--name", "talks", "-o", "json"))
        zone = zoneinfo.ZoneInfo("Europe/Berlin")
        expected = set()
        for one in listed["occurrences"]:
            if one["state"] != "OCCURRENCE_STATE_BOOKED":
                continue
            start = one["period"]["timed"]["start"]
            if start["year"] > YEAR:
                continue
            local = datetime.datetime(start["year"], start["month"], start["day"],
                                      start.get("hours", 0), start.get("minutes", 0))
            offset = start.get("utcOffset")
            if offset is not None:
                instant = local.replace(tzinfo=datetime.timezone(
                    datetime.timedelta(seconds=int(offset.rstrip("s")))))
            else:
                instant = local.replace(tzinfo=zone)
            expected.add(instant.astimezone(datetime.timezone.utc))
        told = {entry["dtstart"].dt.astimezone(datetime.timezone.utc)
                for entry in self.feed("venues/haus.ics").values()
                if entry["dtstart"].dt.year <= YEAR}
        self.assertGreater(len(expected), 40)
        self.assertEqual(told, expected)

    def test_days_end_before_the_day_that_is_said(self):
        entry, = self.feed("events/carpets.ics").values()
        self.assertEqual(entry["dtstart"].dt, datetime.date(YEAR, 3, 1))
        self.assertEqual(entry["dtend"].dt, datetime.date(YEAR, 4, 1))

    def test_is_the_same_until_something_changes(self):
        first, body = self.site.get("/calendar/venues/palace.ics")
        etag = first.getheader("etag")
        second, again = self.site.get("/calendar/venues/palace.ics")
        self.assertEqual((body, etag), (again, second.getheader("etag")))
        unchanged, nothing = self.site.get("/calendar/venues/palace.ics",
                                           {"If-None-Match": f'"other", {etag}'})
        self.assertEqual((unchanged.status, nothing), (304, b""))
        head, nothing = self.site.get("/calendar/venues/palace.ics", method="HEAD")
        self.assertEqual((head.status, nothing), (200, b""))
        self.assertEqual(head.getheader("content-length"), str(len(body)))
        other = Site(self.folder, self.address, self.token)
        try:
            until(lambda: other.get("/health")[0].status == 200)
            self.assertEqual(other.get("/calendar/venues/palace.ics")[1], body)
        finally:
            self.assertEqual(other.stop(), 0)

    def test_zz_tells_what_was_moved_cancelled_and_taken_back(self):
        before, = self.feed("events/gala.ics").values()
        self.taqvim("events", "update", "gala", "--start", f"{YEAR}-05-11 19:00", "--end", "21:00")
        after, = until(lambda: [entry for entry in self.feed("events/gala.ics").values()
                                if entry["dtstart"].dt.day == 11])
        self.assertEqual(after["uid"], before["uid"])
        self.assertGreater(after["sequence"], before["sequence"])
        self.assertGreaterEqual(after["last-modified"].dt, before["last-modified"].dt)
        self.taqvim("events", "cancel", "gala", "--reason", "en=The singer is ill")
        cancelled, = until(lambda: [entry for entry in self.feed("events/gala.ics").values()
                                    if str(entry["status"]) == "CANCELLED"])
        self.assertIn("The singer is ill", str(cancelled["description"]))
        self.taqvim("events", "unpublish", "gala")
        until(lambda: self.site.get("/calendar/events/gala.ics")[0].status == 404)
        for path in ("/calendar/venues/palace.ics", "/search?q=singer", "/search?q=koncert&past=1",
                     "/changes.atom", "/programmes/days/changes.atom", "/programmes/days/schedule.xml",
                     "/programmes/days/schedule.csv", "/organizations/library", "/sitemap.xml"):
            response, body = self.site.get(path)
            self.assertEqual(response.status, 200, path)
            self.assertNotIn(b"Gala;", body, path)
            self.assertNotIn(b"/gala", body, path)

    def test_knows_nothing_of_what_is_not_published(self):
        self.assertEqual(self.site.get("/calendar/events/secret.ics")[0].status, 404)
        for path in ("venues/palace.ics", "spaces/palace/hall.ics", "organizations/library.ics"):
            body = self.site.get(f"/calendar/{path}")[1]
            self.assertNotIn(b"Not published", body)
            self.assertNotIn(b"20" + str(YEAR)[2:].encode() + b"0610", body)

    def test_search_finds_in_all_languages_and_alphabets(self):
        def found(query):
            response, body = self.site.get("/search?q=" + urllib.parse.quote(query))
            self.assertEqual(response.status, 200)
            self.assertIn(b'<meta name="robots" content="noindex"/>', body)
            return sorted(set(re.findall(r'href="/(?:events|programmes)/([a-z]+)', body.decode())))
        for query, names in {
                "koncert": ["gala"], "КОНЦЕРТ": ["gala"], "gala signs": ["gala"], "music": ["gala"],
                "azerbaijan": ["days", "gala"], "Азербайджана": ["days", "gala"],
                "berlin": ["talks"], "дворец фойе": [], "palace foyer": ["carpets"],
                "national library": ["carpets", "corner", "days", "gala", "talks"],
                "published": [], "secret": []}.items():
            self.assertEqual(found(query), names, query)

    def test_search_answers_whatever_is_said(self):
        for query in ("", "q=", "q=%00", "q=" + "x" * 4000, "q=a&page=99999999999999999999", "q=a&page=-1",
                      "q=%F0%9F%8E%BB", "q=%22%3E%3Cscript%3E", "past=1", "q=a&lang=../x"):
            response, body = self.site.get("/search?" + query)
            self.assertIn(response.status, (200, 400), query)
            self.assertNotIn(b"<script>", body)

    def test_other_forms_have_what_is_published(self):
        atom = "{http://www.w3.org/2005/Atom}"
        for path, titles in {
                "/changes.atom?lang=ru": 5, "/programmes/days/changes.atom?lang=ru": 2}.items():
            response, body = self.site.get(path)
            self.assertEqual(response.getheader("content-type"), "application/atom+xml; charset=utf-8")
            feed = xml.etree.ElementTree.fromstring(body)
            entries = feed.findall(atom + "entry")
            self.assertEqual(len(entries), titles)
            ids = [entry.find(atom + "id").text for entry in entries]
            self.assertEqual(len(set(ids)), titles)
            stamps = [entry.find(atom + "updated").text for entry in entries]
            self.assertEqual(stamps, sorted(stamps, reverse=True))
            self.assertEqual(feed.find(atom + "updated").text, stamps[0])
            self.assertNotIn(b"Not published", body)
            unchanged, _ = self.site.get(path, {"If-None-Match": response.getheader("etag")})
            self.assertEqual(unchanged.status, 304)
        schedule = xml.etree.ElementTree.fromstring(self.site.get("/programmes/days/schedule.xml")[1])
        self.assertEqual(len(schedule.findall("day")), 5)
        event, = schedule.iter("event")
        self.assertEqual((event.find("date").text, event.find("duration").text, event.find("room").text),
                         (f"{YEAR}-05-10T18:00:00+05:00", "02:00", "Hall"))
        response, body = self.site.get("/programmes/days/schedule.csv")
        row, = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        self.assertEqual((row["first_day"], row["start"], row["end"], row["title"]),
                         (f"{YEAR}-05-10", "18:00", "20:00", "Gala; with, signs\\ and more"))
        for path in ("/programmes/gala/schedule.xml", "/programmes/none/changes.atom"):
            self.assertEqual(self.site.get(path)[0].status, 404, path)

    def test_screens_at_doors_are_of_places_that_there_are(self):
        for path in ("/venues/palace/kiosk", "/venues/palace/spaces/foyer/kiosk?lang=ru"):
            response, body = self.site.get(path)
            self.assertEqual(response.status, 200, path)
            self.assertIn(b'<meta http-equiv="refresh" content="60"/>', body)
        for path in ("/venues/none/kiosk", "/venues/palace/spaces/none/kiosk", "/venues/kiosk"):
            self.assertEqual(self.site.get(path)[0].status, 404, path)

    def test_refuses_in_a_sentence(self):
        for path, status in {"/calendar/venues/none.ics": 404, "/calendar/venues/palace.ics?x=1": 400,
                             "/nothing": 404}.items():
            response, body = self.site.get(path)
            self.assertEqual(response.status, status)
            heading = re.search(r"<h1[^>]*>(.*?)</h1>", body.decode())
            sentence = heading.group(1) if heading else body.decode().strip()
            self.assertTrue(sentence.endswith("."), body)
        self.assertEqual(self.site.get("/calendar/venues/palace.ics", method="POST")[0].status, 405)
        self.assertEqual(self.site.get("/venues/palace", method="POST")[0].status, 405)


    def test_versions_are_one_a_line(self):
        def lines_of(program):
            return subprocess.run([program, "--version"], capture_output=True, text=True,
                                  check=True).stdout.splitlines()
        lines = lines_of(TAQVIM_WEB)
        self.assertEqual([line.rsplit(" ", 1)[0] for line in lines],
                         ["taqvim-web", "gRPC", "Protocol Buffers", "Abseil", "Boost", "ICU",
                          "Unicode", "time zone data"])
        for line in lines:
            self.assertRegex(line, r" [0-9]+[0-9a-z.]*$")
        # What both are made of is of one version.
        both = {"gRPC", "Protocol Buffers", "Abseil", "ICU", "Unicode", "time zone data"}
        self.assertEqual({line for line in lines if line.rsplit(" ", 1)[0] in both},
                         {line for line in lines_of(TAQVIMD) if line.rsplit(" ", 1)[0] in both})

    def test_hands_on_calls_of_the_contract_alone(self):
        def post(path, kind="application/grpc-web+proto", body=b"\0\0\0\0\0", **headers):
            connection = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=PATIENCE)
            connection.request("POST", path, body, {"Content-Type": kind, **headers})
            response = connection.getresponse()
            text = response.read()
            connection.close()
            return response.status, text

        for path in ("/grpc.health.v1.Health/Check", "/grpc.channelz.v1.Channelz/GetServers",
                     "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
                     "/taqvim.v1.EventService/Nothing"):
            self.assertEqual(post(path)[0], 404, path)
        call = "/taqvim.v1.EventService/ListEvents"
        self.assertEqual(post(call, "application/grpc-web-text")[0], 415)
        self.assertEqual(post(call, Origin="https://evil.example")[0], 403)
        self.assertEqual(post("/session", "application/json", b"{}",
                              Origin="https://evil.example")[0], 403)
        # This server lets whoever shows nothing do anything; the site's callers are strangers.
        status, body = post(call, Origin="https://schedule.example")
        self.assertEqual(status, 200)
        self.assertTrue(body.startswith(b"\x80"), body)
        self.assertIn(b"grpc-status: 7", body)
        self.assertIn(b"Sign in first", body)

    def test_vdirsyncer_takes_it_once_and_khal_shows_it(self):
        folder = self.folder / "khal"
        folder.mkdir()
        url = f"http://127.0.0.1:{self.site.port}/calendar/venues/palace.ics"
        (folder / "vdirsyncer").write_text(f"""
[general]
status_path = "{folder}/status/"
[pair palace]
a = "local"
b = "site"
collections = null
conflict_resolution = "b wins"
[storage local]
type = "filesystem"
path = "{folder}/palace/"
fileext = ".ics"
[storage site]
type = "http"
url = "{url}"
""")
        (folder / "config").write_text(f"""
[calendars]
[[palace]]
path = {folder}/palace
[locale]
local_timezone = Asia/Almaty
default_timezone = Asia/Almaty
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
timeformat = %H:%M
[sqlite]
path = {folder}/khal.db
""")

        def run(*words):
            done = subprocess.run(words, check=False, capture_output=True, text=True, env={
                **self.variables, "VDIRSYNCER_CONFIG": str(folder / "vdirsyncer"),
                "XDG_DATA_HOME": str(folder), "XDG_CACHE_HOME": str(folder)})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            return done.stdout + done.stderr

        (folder / "palace").mkdir()
        run("vdirsyncer", "discover")
        run("vdirsyncer", "sync")
        taken = {path.name: path.stat().st_mtime_ns for path in (folder / "palace").iterdir()}
        self.assertEqual(len(taken), 3)
        self.assertNotIn("Copying", run("vdirsyncer", "sync"))
        again = {path.name: path.stat().st_mtime_ns for path in (folder / "palace").iterdir()}
        self.assertEqual(taken, again)
        shown = run("khal", "-c", str(folder / "config"), "list", f"{YEAR}-05-10", "1d")
        self.assertIn("18:00-20:00 Gala; with, signs\\ and more", shown)
        shown = run("khal", "-c", str(folder / "config"), "list", f"{YEAR}-03-31", "1d")
        self.assertIn("Carpets", shown)
        self.assertNotIn("Carpets", run("khal", "-c", str(folder / "config"), "list",
                                        f"{YEAR}-04-01", "1d"))

    def test_pages_lead_from_one_to_the_next(self):
        seen, ahead = set(), ["/", "/programmes/days"]
        while ahead:
            path = ahead.pop()
            if path in seen:
                continue
            seen.add(path)
            response, body = self.site.get(path)
            self.assertEqual(response.status, 200, path)
            if not response.getheader("content-type").startswith("text/html"):
                continue
            page = body.decode()
            self.assertNotIn("Not published", page, path)
            links = re.findall(r'href="(/[^"#]*)"', page)
            self.assertTrue(links, path)
            # A language each is enough for one page.
            ahead += [link for link in links if "lang=" not in link or path == "/"]
        for path in ("/events/carpets", "/events/corner", "/programmes/days",
                     "/venues/palace/spaces/foyer", "/calendar/venues/palace", "/?lang=uz"):
            self.assertIn(path, seen)

    def test_the_sitemap_lists_pages_that_there_are(self):
        response, body = self.site.get("/sitemap.xml")
        self.assertEqual((response.status, response.getheader("content-type")),
                         (200, "application/xml"))
        name = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
        listed = [element.text for element in xml.etree.ElementTree.fromstring(body).iter(name)]
        self.assertIn("https://schedule.example/events/carpets", listed)
        for address in listed:
            path = address.removeprefix("https://schedule.example")
            self.assertEqual(self.site.get(path)[0].status, 200, path)

    def test_a_page_is_in_the_language_of_its_reader(self):
        response, body = self.site.get("/programmes/days", {"Accept-Language": "fr, ru;q=0.8"})
        self.assertEqual(response.getheader("content-language"), "ru")
        self.assertIn("Дни Азербайджана", body.decode())
        self.assertIn('<html lang="ru" dir="ltr">', body.decode())
        unchanged, _ = self.site.get("/programmes/days", {
            "Accept-Language": "ru", "If-None-Match": response.getheader("etag")})
        self.assertEqual(unchanged.status, 304)


class MoreThanPublicTest(unittest.TestCase):
    def test_does_not_show_what_a_viewer_sees(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            server, address = serve(TAQVIMD, folder)
            variables = environment(TAQVIM, folder, address)

            def taqvim(*words):
                return subprocess.run(["taqvim", *words], env=variables, check=True,
                                      capture_output=True, text=True).stdout
            taqvim("grants", "create", "--principal", "website", "--role", "viewer")
            made = taqvim("access-tokens", "create", "--principal", "website", "-o", "json")
            token = folder / "token"
            token.write_text(json.loads(made)["secret"])
            site = Site(folder, address, token)
            self.assertEqual(site.process.wait(PATIENCE), 3)
            site.stop()
            self.assertIn("may see more than the public", (folder / "web-log").read_text())
            server.terminate()
            server.wait(PATIENCE)
            server.stdout.close()


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0]], verbosity=2)
