#!/usr/bin/env python3
"""Reads feeds by feed keys from a taqvim-web beside a taqvimd, as calendars of those who plan do.

  tests/web/keyed_feeds_test.py TAQVIM TAQVIMD TAQVIM_WEB

Both processes log all that they log, and at the end no log has a secret.
"""

import datetime
import json
import pathlib
import subprocess
import tempfile
import unittest
import urllib.parse

import icalendar

from site_test import PATIENCE, TAQVIM, TAQVIM_WEB, TAQVIMD, YEAR, Site, until
from served import environment, serve

TODAY = datetime.date.today()

SCHEDULE = f"""
organizations:
  - {{id: library, title: {{en: National library}}, country: KZ}}
  - {{id: ministry, title: {{en: Ministry}}, country: KZ}}
venues:
  - id: palace
    title: {{en: Palace of culture, ru: Дворец культуры}}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces:
      - {{id: hall, title: {{en: Hall, ru: Зал}}}}
      - {{id: foyer, title: {{en: Foyer}}}}
  - id: gallery
    title: {{en: Gallery}}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces: [{{id: room, title: {{en: Room}}}}]
events:
  - id: inspection
    title: {{en: Inspection of the roof}}
    owner: ministry
    visibility: private
    period: {{dated: {{first_day: {TODAY}, last_day: {TODAY + datetime.timedelta(3)}}}}}
    bookings: [{{id: room, space: gallery/room}}]
    activity: {{form: meeting}}
    confirm: true
  - id: gala
    title: {{en: Gala}}
    owner: library
    period: {{timed: {{start: {YEAR}-05-10T18:00, end: {YEAR}-05-10T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: concert}}
    confirm: true
  - id: idea
    title: {{en: Idea}}
    owner: library
    period: {{timed: {{start: {YEAR}-05-11T18:00, end: {YEAR}-05-11T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: talk}}
  - id: board
    title: {{en: Board of the library}}
    owner: library
    visibility: private
    period: {{timed: {{start: {YEAR}-05-12T10:00, end: {YEAR}-05-12T12:00}}}}
    bookings: [{{id: foyer, space: palace/foyer}}]
    activity: {{form: meeting}}
    confirm: true
  - id: dinner
    title: {{en: Dinner of the minister}}
    description: {{en: With guests whom nobody may know of}}
    owner: ministry
    visibility: private
    period: {{timed: {{start: {YEAR}-05-13T19:00, end: {YEAR}-05-13T22:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    recurrence: {{rule: FREQ=WEEKLY;COUNT=3}}
    activity: {{form: reception}}
    confirm: true
"""


class KeyedFeedsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.server, cls.address = serve(TAQVIMD, cls.folder, "--log-level", "debug")
        cls.variables = environment(TAQVIM, cls.folder, cls.address)
        (cls.folder / "schedule.yaml").write_text(SCHEDULE, encoding="utf-8")
        cls.taqvim("apply", "-f", "schedule.yaml")
        cls.taqvim("grants", "create", "--principal", "website", "--role", "public")
        cls.token = cls.folder / "token"
        cls.token.write_text(cls.secret_of("access-tokens", "create", "website"))
        cls.leyla = cls.folder / "leyla"
        cls.leyla.write_text(cls.secret_of("access-tokens", "create", "leyla", "--grant",
                                           "role=organizer,organization=library"))
        cls.taqvim("context", "create", "leyla", "--address", cls.address, "--token-file",
                   str(cls.leyla))
        cls.secrets = []
        cls.site = Site(cls.folder, cls.address, cls.token, "--log-level", "debug")
        until(lambda: cls.site.get("/health")[0].status == 200)

    @classmethod
    def tearDownClass(cls):
        assert cls.site.stop() == 0
        cls.server.terminate()
        cls.server.wait(PATIENCE)
        cls.server.stdout.close()
        logs = [(cls.folder / name).read_text() for name in ("log", "web-log")]
        cls.temporary.cleanup()
        assert len(cls.secrets) > 3
        # Both tell of every call and request, so that there is something to find.
        assert "GET /c/... of 127.0.0.1 was answered with 200" in logs[1], logs[1]
        assert "GetCaller" in logs[0], logs[0]
        for secret in cls.secrets:
            # What follows the name of the token: that part alone lets anybody in.
            random = secret.removeprefix("taqvim_").split("_", 1)[1]
            for log in logs:
                assert secret not in log and random not in log, log

    @classmethod
    def taqvim(cls, *words):
        done = subprocess.run(["taqvim", *words], env=cls.variables, cwd=cls.folder, check=False,
                              capture_output=True, text=True)
        assert done.returncode == 0, f"taqvim {' '.join(words)}\n{done.stderr}"
        return done.stdout

    @classmethod
    def secret_of(cls, *words):
        return json.loads(cls.taqvim(*words, "-o", "json"))["secret"]

    def key(self, *filters, name="accessTokens/"):
        """A feed key of Leyla's as the command line tells it: the path of its address, its name."""
        said = self.taqvim("--context", "leyla", "feed-keys", "create", *filters, "--site",
                           "https://schedule.example/")
        address = next(line.removeprefix("Address: ") for line in said.splitlines()
                       if line.startswith("Address: "))
        self.assertTrue(address.startswith("https://schedule.example/c/taqvim_"), address)
        path = urllib.parse.urlsplit(address).path
        self.secrets.append(path.split("/")[2])
        return path, next(word for word in said.split() if word.startswith(name))

    def entries(self, path):
        response, body = self.site.get(path)
        self.assertEqual(response.status, 200, body)
        calendar = icalendar.Calendar.from_ical(body.decode())
        return sorted(calendar.walk("VEVENT"), key=lambda entry: entry["dtstart"].dt)

    def test_has_all_that_its_owner_sees_and_blocks_for_the_rest(self):
        path, _ = self.key("--venue", "palace")
        entries = self.entries(path)
        self.assertEqual(
            [(str(entry["summary"]), str(entry["status"]), str(entry.get("class", "")))
             for entry in entries],
            [("Gala", "CONFIRMED", ""), ("Tentative: Idea", "TENTATIVE", ""),
             ("Board of the library", "CONFIRMED", "PRIVATE")] +
            [("Reserved", "CONFIRMED", "PRIVATE")] * 3)
        self.assertEqual({str(entry["transp"]) for entry in entries}, {"TRANSPARENT"})
        block = entries[3]
        self.assertEqual(block["dtstart"].dt.isoformat(), f"{YEAR}-05-13T19:00:00+05:00")
        self.assertEqual(str(block["location"]), "Hall, Palace of culture, Astana")
        self.assertNotIn("description", block)
        body = self.site.get(path)[1].decode()
        for hidden in ("Dinner", "minister", "events/dinner", "guests", "taqvim_"):
            self.assertNotIn(hidden, body)

    def test_of_a_hall_says_when_it_is_taken(self):
        path, _ = self.key("--space", "palace/hall")
        self.assertEqual({str(entry["transp"]) for entry in self.entries(path)}, {"OPAQUE"})
        russian = self.entries(path + "?lang=ru")
        self.assertEqual(str(russian[-1]["summary"]), "Занято")
        self.assertEqual(str(russian[-1]["location"]), "Зал, Дворец культуры, Астана")

    def test_is_for_who_asks_alone_and_the_same_until_something_changes(self):
        path, _ = self.key("--venue", "palace")
        first, body = self.site.get(path)
        self.assertEqual(first.getheader("cache-control"), "private, no-cache")
        self.assertIn("noindex", first.getheader("x-robots-tag"))
        self.assertEqual(first.getheader("referrer-policy"), "no-referrer")
        self.assertIsNone(first.getheader("access-control-allow-origin"))
        self.assertNotIn(b"SOURCE", body)
        unchanged, nothing = self.site.get(path, {"If-None-Match": first.getheader("etag")})
        self.assertEqual((unchanged.status, nothing), (304, b""))
        head, nothing = self.site.get(path, method="HEAD")
        self.assertEqual((head.status, nothing), (200, b""))
        self.assertEqual(head.getheader("content-length"), str(len(body)))
        other = Site(self.folder, self.address, self.token)
        try:
            until(lambda: other.get("/health")[0].status == 200)
            self.assertEqual(other.get(path)[1], body, "also of a process that knows nothing else")
        finally:
            self.assertEqual(other.stop(), 0)

    def test_a_block_stays_the_same_but_for_the_block(self):
        path, _ = self.key("--space", "palace/hall")
        body = self.site.get(path)[1]
        self.taqvim("events", "update", "dinner", "--title", "en=Supper of the minister",
                    "--description", "en=With others")
        self.assertEqual(self.site.get(path)[1], body, "nothing that is told has changed")
        before = self.entries(path)[-1]
        self.taqvim("events", "update", "dinner", "--start", f"{YEAR}-05-13 18:30", "--end",
                    f"{YEAR}-05-13 21:30")
        after = self.entries(path)[-1]
        self.assertEqual(after["dtstart"].dt.time(), datetime.time(18, 30))
        self.assertEqual(after["uid"], before["uid"])
        self.assertGreater(after["sequence"], before["sequence"])
        self.assertGreater(after["last-modified"].dt, before["last-modified"].dt)
        self.taqvim("events", "update", "dinner", "--start", f"{YEAR}-05-13 19:00", "--end",
                    f"{YEAR}-05-13 22:00")
        other, _ = self.key("--space", "palace/hall")
        self.assertFalse({str(entry["uid"]) for entry in self.entries(other)
                          if str(entry["summary"]) == "Reserved"} &
                         {str(entry["uid"]) for entry in self.entries(path)})

    def test_the_screen_at_a_door_says_that_it_is_taken_and_not_by_what(self):
        path, _ = self.key("--space", "gallery/room")
        address = path.rsplit("/", 1)[0] + "/kiosk"
        response, body = self.site.get(address)
        self.assertEqual(response.status, 200, body)
        self.assertEqual(response.getheader("cache-control"), "private, no-cache")
        self.assertIn("Reserved", body.decode())
        public, shown = self.site.get("/venues/gallery/spaces/room/kiosk")
        self.assertEqual(public.status, 200)
        self.assertNotIn("Reserved", shown.decode())
        for text in (body.decode(), shown.decode()):
            self.assertNotIn("Inspection", text)
            self.assertNotIn("taqvim_", text)

    def test_opens_nothing_else(self):
        path, _ = self.key("--venue", "palace")
        secret = path.split("/")[2]
        shown = {"Authorization": f"FeedKey {secret}", "Cookie": f"taqvim={secret}"}
        for page in ("/", "/venues/palace", "/events/gala", "/calendar/venues/palace.ics",
                     "/calendar/events/board.ics", "/sitemap.xml", "/health"):
            plain, body = self.site.get(page)
            with_key, same = self.site.get(page, shown)
            self.assertEqual((plain.status, body), (with_key.status, same), page)
            self.assertNotIn(b"Board", same)
        for page in (f"/c/{secret}", f"/c/{secret}/", f"/c/{secret}/events/board",
                     f"/c/{secret}/venues/palace.ics", f"/c/{secret}/x.ics/check",
                     f"/{secret}", f"/calendar/{secret}.ics", f"/C/{secret}/x.ics",
                     f"/c/{secret}/%2e%2e/events/board", f"/c//{secret}/x.ics"):
            response, body = self.site.get(page)
            self.assertIn(response.status, (400, 404), page)
            self.assertNotIn(secret.encode(), body, page)
        self.assertEqual(self.site.get(path, method="POST")[0].status, 405)

    def test_is_gone_at_once_when_it_is_revoked_and_nobody_learns_that_it_was(self):
        path, name = self.key("--venue", "palace")
        self.assertEqual(self.site.get(path)[0].status, 200)
        self.taqvim("--context", "leyla", "access-tokens", "revoke", name)
        gone, sentence = self.site.get(path)
        wrong, same = self.site.get("/c/taqvim_wrong/calendar.ics")
        self.assertEqual((gone.status, sentence), (404, same))
        del gone.headers["date"], wrong.headers["date"]
        self.assertEqual(gone.getheaders(), wrong.getheaders())

    def test_shows_what_its_owner_may_see_now(self):
        self.taqvim("grants", "create", "--principal", "rustam", "--role", "viewer")
        token = self.folder / "rustam"
        token.write_text(self.secret_of("access-tokens", "create", "rustam"))
        self.taqvim("context", "create", "rustam", "--address", self.address, "--token-file",
                    str(token))
        secret = self.secret_of("--context", "rustam", "feed-keys", "create", "--venue", "palace")
        self.secrets.append(secret)
        path = f"/c/{secret}/x.ics"
        self.assertEqual([str(entry["summary"]) for entry in self.entries(path)][:4],
                         ["Gala", "Tentative: Idea", "Reserved", "Reserved"])
        grant, = json.loads(self.taqvim("grants", "list", "--principal", "rustam", "-o",
                                        "json"))["grants"]
        self.taqvim("grants", "delete", grant["name"])
        self.assertEqual(self.site.get(path)[0].status, 404)

    def test_zz_hears_no_more_of_who_guesses(self):
        statuses = [self.site.get(f"/c/taqvim_{guess}/x.ics")[0].status for guess in range(25)]
        self.assertEqual(sorted(set(statuses)), [404, 429])
        refused, _ = self.site.get("/c/taqvim_more/x.ics")
        self.assertGreater(int(refused.getheader("retry-after")), 0)
        self.assertEqual(self.site.get("/venues/palace")[0].status, 200)


if __name__ == "__main__":
    unittest.main(argv=["keyed_feeds_test"], verbosity=2)
