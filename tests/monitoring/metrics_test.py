#!/usr/bin/env python3
"""Reads the metrics of a taqvimd and a taqvim-web behind an edge, as Prometheus does.

  tests/monitoring/metrics_test.py TAQVIM TAQVIMD TAQVIM_WEB

What is told is what happened; all that is documented is told, and all that alerts and the dashboard
ask for; 10,000 callers make no series; a call is found by its trace in each log.
"""

import datetime
import http.client
import json
import os
import pathlib
import pwd
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

import grpc

from monitoring_files import ROOT, documented, expressions, family_of, metrics_in

sys.path.insert(0, str(ROOT / "tests/e2e"))
from served import environment  # noqa: E402

TAQVIM, TAQVIMD, TAQVIM_WEB = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])
USER = pwd.getpwuid(os.geteuid()).pw_name
# Within it all must happen that is waited for: far more than it takes.
PATIENCE = 120
CALLERS = 10_000
# Of these, those that have a token of their own.
PRINCIPALS = 500
YEAR = datetime.date.today().year + 1
GET_CALLER = "/taqvim.v1.AccessService/GetCaller"
CREATE_TOKEN = "/taqvim.v1.AccessService/CreateAccessToken"
BACKED_UP = "taqvim_backup_completed_timestamp_seconds"

SCHEDULE = f"""
organizations:
  - {{id: library, title: {{en: National library}}, country: KZ}}
venues:
  - {{id: palace, title: {{en: Palace}}, country: KZ, city: Astana, time_zone: Asia/Almaty,
     spaces: [{{id: hall, title: {{en: Hall}}}}]}}
events:
  - id: gala
    title: {{en: Gala}}
    owner: library
    period: {{timed: {{start: {YEAR}-05-10T18:00, end: {YEAR}-05-10T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: concert}}
    confirm: true
  - id: held
    title: {{en: Held}}
    owner: library
    period: {{timed: {{start: {YEAR}-05-11T18:00, end: {YEAR}-05-11T20:00}}}}
    bookings: [{{id: hall, space: palace/hall}}]
    activity: {{form: concert}}
"""
# Over the gala.
COLLIDES = ("activities", "create", "late", "--title", "en=Late", "--owner", "library", "--form",
            "concert", "--start", f"{YEAR}-05-10T19:00", "--end", f"{YEAR}-05-10T21:00",
            "--booking", "space=palace/hall")


def until(condition):
    """Asks again and again until it holds."""
    deadline = datetime.datetime.now() + datetime.timedelta(seconds=PATIENCE)
    while datetime.datetime.now() < deadline:
        result = condition()
        if result:
            return result
    raise AssertionError("It did not come about.")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class LocalConnection(http.client.HTTPConnection):
    """HTTP over a Unix socket."""

    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


class Metrics:
    """What one page of metrics said."""

    def __init__(self, text):
        self.families = set(re.findall(r"(?m)^# TYPE (\S+) \S+$", text))
        self.series = {}
        for line in text.splitlines():
            if not line.startswith("#"):
                series, _, value = line.rpartition(" ")
                name, _, labels = series.partition("{")
                self.series[(name, frozenset(re.findall(r'(\w+)="([^"]*)"', labels)))] = float(value)

    def value(self, name, **labels):
        """The sum of the series that have these labels; none where there is none."""
        found = [value for (known, has), value in self.series.items()
                 if known == name and set(labels.items()) <= has]
        return sum(found) if found else None


class Process:
    """A program that says in its log where its metrics are."""

    def __init__(self, words, log):
        self.log = log
        with open(log, "w", encoding="utf-8") as file:
            self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=file, text=True)
        self.address = self.process.stdout.readline().strip().removeprefix("listening on ")
        where = until(lambda: re.search(r"Metrics can be read\.\"?.*?address\"?[=:]\"?([\d.:]+)",
                                        self.lines()))
        self.metrics_address = where.group(1)

    def lines(self):
        return self.log.read_text(encoding="utf-8")

    def get(self, path):
        connection = http.client.HTTPConnection(self.metrics_address, timeout=PATIENCE)
        connection.request("GET", path)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response, text

    def metrics(self):
        response, text = self.get("/metrics")
        assert response.status == 200, text
        return Metrics(text)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return code


def make_certificate(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-keyout", "key.pem", "-out", "certificate.pem", "-days", "30", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        cwd=folder, check=True, capture_output=True)
    (folder / "key.pem").chmod(0o600)


def start_nginx(folder, port):
    configured = subprocess.run(
        [ROOT / "deploy/edge/configure.sh", "--server-name", "localhost", "--certificate",
         folder / "certificate.pem", "--key", folder / "key.pem", "--edge-socket",
         folder / "edge.socket", "--site-socket", folder / "site.socket", "--listen",
         f"127.0.0.1:{port}", "--user", USER, "--log", folder, "--temporary", folder, "--pid",
         folder / "nginx.pid"],
        check=True, capture_output=True)
    (folder / "nginx.conf").write_bytes(configured.stdout)
    with open(folder / "nginx.log", "w", encoding="utf-8") as log:
        nginx = subprocess.Popen(["/usr/sbin/nginx", "-c", folder / "nginx.conf", "-g",
                                  "daemon off;"], stderr=log)
    # It listens before it writes this.
    until(lambda: (folder / "nginx.pid").exists() and (folder / "nginx.pid").read_text())
    return nginx


def caller_of(channel, path=GET_CALLER):
    return channel.unary_unary(path, request_serializer=bytes, response_deserializer=bytes)


def call_all(call, requests):
    """Makes the calls, some at a time, and answers what they returned."""
    answers, under_way = [], []
    for request, metadata in requests:
        under_way.append(call.future(request, metadata=metadata, timeout=PATIENCE))
        if len(under_way) == 100:
            answers += [one.result() for one in under_way]
            under_way = []
    return answers + [one.result() for one in under_way]


def of_address(address):
    """What an edge says of a call from there."""
    return [("x-client-verify", "NONE"), ("x-client-address", address)]


def address_of(number):
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def field(number, payload):
    """A field of bytes of a message, of less than 128."""
    return bytes([number << 3 | 2, len(payload)]) + payload


def secret_in(answer):
    """Of a CreateAccessTokenResponse."""
    return re.search(rb"taqvim_[\w-]+", answer).group().decode()


class MetricsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = folder = pathlib.Path(cls.temporary.name)
        make_certificate(folder)
        data = folder / "schedule.db"
        subprocess.run([TAQVIMD, "init", "--data", data], check=True, capture_output=True)
        cls.server = Process(
            [TAQVIMD, "--data", data, "--listen", "127.0.0.1:0", "--anonymous-role", "public",
             "--edge-socket", folder / "edge.socket", "--edge-user", USER, "--tls-client-ca",
             folder / "certificate.pem", "--metrics-listen", "0", "--log-level", "debug",
             "--log-format", "json"], folder / "server.log")
        cls.operator = f"unix:{data}.socket"
        cls.variables = environment(TAQVIM, folder, cls.operator)
        (folder / "schedule.yaml").write_text(SCHEDULE, encoding="utf-8")
        cls.taqvim("apply", "-f", "schedule.yaml")
        cls.taqvim("events", "publish", "gala")
        # There is none in a server that nobody has made a backup of.
        cls.backed_up_before = cls.server.metrics().value(BACKED_UP)
        cls.backup_begun = time.time()
        subprocess.run([TAQVIMD, "backup", folder / "target", "--data", data], check=True,
                       capture_output=True)
        cls.site = Process(
            [TAQVIM_WEB, "--server", cls.server.address, "--listen", "127.0.0.1:0",
             "--edge-socket", folder / "site.socket", "--public-address", "https://localhost",
             "--metrics-listen", "0", "--log-level", "debug"], folder / "site.log")
        until(lambda: cls.site.metrics().value("taqvim_web_copy_complete") == 1)
        cls.port = free_port()
        cls.nginx = start_nginx(folder, cls.port)

    @classmethod
    def tearDownClass(cls):
        cls.nginx.terminate()
        cls.nginx.wait(PATIENCE)
        assert cls.site.stop() == 0
        assert cls.server.stop() == 0
        cls.temporary.cleanup()

    @classmethod
    def taqvim(cls, *words, code=0):
        done = subprocess.run([TAQVIM, *words], env=cls.variables, cwd=cls.folder, check=False,
                              capture_output=True, text=True)
        assert done.returncode == code, f"taqvim {' '.join(words)}\n{done.stderr}"
        return done.stdout

    def at_edge(self, path, method="GET", body=None, headers=None):
        """What who comes from outside is answered."""
        context = ssl.create_default_context(cafile=self.folder / "certificate.pem")
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=PATIENCE,
                                                 context=context)
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    def assert_grows(self, process, before, name, more, **labels):
        """By so much; what happened is counted a moment after its answer is there."""
        def grown():
            return (process.metrics().value(name, **labels) or 0) - since

        since = before.value(name, **labels) or 0
        until(lambda: grown() >= more)
        self.assertEqual(grown(), more, f"{name} {labels}")

    def line_of_trace(self, trace):
        """What the server's log has of the call."""
        line = until(lambda: re.search(rf'(?m)^.*"trace_id":"{trace}".*$', self.server.lines()))
        return json.loads(line.group())

    def told(self):
        """All that both tell of, when each was asked for something."""
        self.at_edge("/")
        until(lambda: "taqvim_web_request_duration_seconds" in self.site.metrics().families)
        return self.server.metrics().families | self.site.metrics().families

    def test_all_that_is_documented_is_told(self):
        self.assertEqual(self.told(), documented())

    def test_the_time_of_a_backup_is_told_once_there_is_one(self):
        self.assertIsNone(self.backed_up_before)
        self.assertGreaterEqual(self.server.metrics().value(BACKED_UP), int(self.backup_begun))

    def test_all_that_alerts_and_the_dashboard_ask_for_is_told(self):
        told = self.told()
        for where, expression in expressions():
            for metric in metrics_in(expression):
                self.assertIn(family_of(metric, told), told, where)

    def test_calls_are_counted_by_method_and_how_they_ended(self):
        method = "taqvim.v1.AccessService.GetCaller"
        before = self.server.metrics()
        with grpc.insecure_channel(self.server.address) as channel:
            call_all(caller_of(channel), [(b"", None)] * 3)
            with self.assertRaises(grpc.RpcError):
                caller_of(channel)(b"\xff")
        for name, labels, more in (
                ("taqvim_calls_total", {"method": method, "code": "OK"}, 3),
                ("taqvim_calls_total", {"method": method, "code": "INVALID_ARGUMENT"}, 1),
                ("taqvim_call_duration_seconds_count", {"method": method}, 4),
                ("taqvim_refusals_total", {"reason": "MALFORMED_REQUEST"}, 1)):
            self.assert_grows(self.server, before, name, more, **labels)

    def test_refusals_are_counted_by_the_rule_that_blocked(self):
        before = self.server.metrics()
        self.taqvim(*COLLIDES, code=1)
        for name, labels in (("taqvim_rule_refusals_total", {"rule": "RESOURCE_BUSY"}),
                             ("taqvim_refusals_total", {"reason": "SCHEDULE_CONFLICT"})):
            self.assert_grows(self.server, before, name, 1, **labels)

    def test_the_store_says_how_it_is(self):
        before = self.server.metrics()
        self.taqvim("organizations", "create", "museum", "--title", "en=Museum", "--country", "AZ")
        for name in ("taqvim_revision", "taqvim_groups_total", "taqvim_group_writes_total",
                     "taqvim_sync_duration_seconds_count"):
            self.assert_grows(self.server, before, name, 1)
        after = self.server.metrics()
        self.assertEqual(after.value("taqvim_holds"), 1)
        self.assertEqual(after.value("taqvim_queue_limit"), 4096)
        self.assertEqual(after.value("taqvim_store_failed"), 0)
        self.assertGreater(after.value("taqvim_data_file_bytes"), 0)
        self.assertGreater(after.value("taqvim_certificate_expiry_timestamp_seconds",
                                       kind="client_authorities"),
                           datetime.datetime.now().timestamp())

    def test_those_who_follow_are_counted(self):
        # The site is one.
        until(lambda: self.server.metrics().value("taqvim_streams", kind="current") == 1)
        self.assertEqual(self.server.metrics().value("taqvim_stream_audiences"), 1)

    def test_the_site_says_what_was_asked_of_it(self):
        before = self.site.metrics()
        self.assertEqual(self.at_edge("/events/gala").status, 200)
        self.assertEqual(self.at_edge("/nothing-here").status, 404)
        self.assertEqual(self.at_edge("/calendar/venues/palace.ics").status, 200)
        for kind, code in (("page", "200"), ("page", "404"), ("feed", "200")):
            self.assert_grows(self.site, before, "taqvim_web_requests_total", 1, kind=kind,
                              code=code)
        after = self.site.metrics()
        self.assertEqual(after.value("taqvim_web_copy_events"), 1)
        self.assertGreater(after.value("taqvim_web_connections"), 0)

    def test_requests_are_counted_by_what_they_are_for(self):
        for path, kind in (("/", "page"), ("/health", "health"), ("/timeline", "timeline"),
                           ("/calendar/venues/palace.ics", "feed"), ("/c/none/my.ics", "feed_key"),
                           ("/venues/palace/spaces/hall/kiosk", "screen"),
                           ("/programmes/days/schedule.xml", "export"), ("/session", "session"),
                           (GET_CALLER, "call")):
            before = self.site.metrics()
            connection = LocalConnection(self.folder / "site.socket")
            connection.request("GET", path, headers={"X-Forwarded-For": "192.0.2.7"})
            connection.getresponse().read()
            connection.close()
            self.assert_grows(self.site, before, "taqvim_web_requests_total", 1, kind=kind)

    def test_nobody_from_outside_reads_them(self):
        self.assertEqual(self.at_edge("/metrics").status, 404)
        for process in (self.server, self.site):
            self.assertTrue(process.metrics_address.startswith("127.0.0.1:"))
            self.assertEqual(process.get("/")[0].status, 404)

    def test_a_call_is_followed_by_its_trace_from_the_edge_on(self):
        trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
        traced = {"traceparent": f"00-{trace}-{parent}-01"}
        certificate = (self.folder / "certificate.pem").read_bytes()
        credentials = grpc.ssl_channel_credentials(certificate)
        with grpc.secure_channel(f"localhost:{self.port}", credentials) as channel:
            caller_of(channel)(b"", metadata=list(traced.items()))
        line = self.line_of_trace(trace)
        self.assertEqual(line["method"], "taqvim.v1.AccessService.GetCaller")
        self.assertEqual(line["parent_id"], parent)
        # And through the site, as browsers call.
        trace = trace[::-1]
        self.at_edge(GET_CALLER, "POST", b"\0\0\0\0\0",
                     {"content-type": "application/grpc-web+proto", "origin": "https://localhost",
                      "traceparent": f"00-{trace}-{parent}-01"})
        self.assertEqual(self.line_of_trace(trace)["parent_id"], parent)
        until(lambda: f"Its trace is {trace}." in self.site.lines())
        until(lambda: f"trace={trace}" in (self.folder / "edge.log").read_text(encoding="utf-8"))

    def test_who_sends_no_trace_gets_one_at_the_edge(self):
        for path, said in (("/taqvim.v1.VenueService/ListVenues", None),
                           ("/taqvim.v1.VenueService/ListSpaces",
                            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01"),
                           ("/taqvim.v1.EventService/ListEvents",
                            "00-00000000000000000000000000000000-b7ad6b7169203331-01"),
                           ("/taqvim.v1.EventService/ListOccurrences", "forged")):
            headers = {"content-type": "application/grpc-web+proto", "origin": "https://localhost"}
            if said is not None:
                headers["traceparent"] = said
            self.at_edge(path, "POST", b"\0\0\0\0\0", headers)
            line = until(lambda: re.search(
                rf'"{path}" .* trace=(.*)', (self.folder / "edge.log").read_text(encoding="utf-8")))
            self.assertRegex(line.group(1), "^[0-9a-f]{32}$")
            self.assertEqual(self.line_of_trace(line.group(1))["parent_id"], line.group(1)[:16])

    def test_ten_thousand_callers_make_no_series(self):
        begun = self.server.metrics(), self.site.metrics()
        self.call_as_many(range(2))
        before = self.when_counted(begun, 2)
        self.call_as_many(range(2, CALLERS))
        after = self.when_counted(before, CALLERS - 2)
        for one, other in zip(before, after):
            self.assertEqual(set(one.series), set(other.series))
        for metrics in after:
            for _, labels in metrics.series:
                for _, value in labels:
                    self.assertNotRegex(value, r"10\.\d+\.|caller-|page-")

    def when_counted(self, before, callers):
        """The metrics of both, when that many more have called each."""
        for process, since, name, labels in (
                (self.server, before[0], "taqvim_calls_total",
                 {"method": "taqvim.v1.AccessService.GetCaller"}),
                (self.site, before[1], "taqvim_web_requests_total", {})):
            asked = since.value(name, **labels) or 0
            until(lambda: (process.metrics().value(name, **labels) or 0) - asked >= callers)
        return self.server.metrics(), self.site.metrics()

    def call_as_many(self, numbers):
        """As an edge hands them on: each from an address of its own, and some with a token."""
        with grpc.insecure_channel(self.operator) as channel:
            tokens = call_all(caller_of(channel, CREATE_TOKEN),
                              [(field(1, field(2, f"caller-{number}".encode())), None)
                               for number in numbers if number < PRINCIPALS])
        shown = {number: [("authorization", f"Bearer {secret_in(answer)}")]
                 for number, answer in zip(numbers, tokens)}
        with grpc.insecure_channel(f"unix:{self.folder}/edge.socket") as channel:
            call_all(caller_of(channel), [(b"", of_address(address_of(number)) +
                                           shown.get(number, [])) for number in numbers])
        connection = LocalConnection(self.folder / "site.socket")
        for number in numbers:
            # A connection takes a thousand requests; what does not exist costs more to say.
            path = f"/page-{number}" if number % 50 == 1 else f"/health?page-{number}"
            connection.request("GET", path, headers={"X-Forwarded-For": address_of(number)})
            response = connection.getresponse()
            response.read()
            self.assertEqual(response.status, 404 if number % 50 == 1 else 200)
        connection.close()


class RestartTest(unittest.TestCase):
    def test_the_time_of_the_last_backup_is_told_from_the_start(self):
        with tempfile.TemporaryDirectory() as temporary:
            folder = pathlib.Path(temporary)
            data = folder / "schedule.db"
            server = [TAQVIMD, "--data", data, "--listen", "127.0.0.1:0", "--metrics-listen", "0"]
            subprocess.run([TAQVIMD, "init", "--data", data], check=True, capture_output=True)
            before = Process(server, folder / "before.log")
            subprocess.run([TAQVIMD, "backup", folder / "target", "--data", data], check=True,
                           capture_output=True)
            told = before.metrics().value(BACKED_UP)
            # At once: at the latest when it stops it writes down what it was told.
            self.assertEqual(before.stop(), 0)
            after = Process(server, folder / "after.log")
            self.assertEqual(after.metrics().value(BACKED_UP), told)
            self.assertEqual(after.stop(), 0)
            self.assertIsNotNone(told)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
