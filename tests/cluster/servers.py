"""Servers on one database, and their callers, as the tests of this folder use them."""

import os
import pathlib
import subprocess
import sys

import grpc

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "edge"), str(ROOT / "support")]
import grpcio_client  # noqa: E402

DIRECTORY = """
organizations:
  - {id: library, title: {en: Library}, country: KZ}
venues:
  - id: palace
    title: {en: Palace}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces:
      - {id: hall, title: {en: Hall}}
"""


class Served:
    """One taqvimd on the database, where who shows no credentials may do everything."""

    def __init__(self, programs, url, folder, name, flags=(), **variables):
        self._command = [programs.taqvimd, "--store", url, "--listen", "127.0.0.1:0",
                         "--operator-socket", str(folder / f"{name}.socket"),
                         "--anonymous-role", "admin", *flags]
        self._variables = dict(os.environ, **variables)
        self.socket = folder / f"{name}.socket"
        self._log = folder / f"{name}.log"
        self._contract = programs.contract
        self.start()

    def start(self):
        with open(self._log, "a", encoding="utf-8") as log:
            self.process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=log,
                                            env=self._variables, text=True)
        announced = self.process.stdout.readline()
        assert announced.startswith("listening on "), self.log()
        self.address = announced.strip().removeprefix("listening on ")

    def log(self):
        return self._log.read_text(encoding="utf-8")

    def client(self, token=""):
        """A client with a connection of its own."""
        channel = grpc.insecure_channel(self.address,
                                        [("grpc.use_local_subchannel_pool", 1)])
        return grpcio_client.Server(self._contract, channel, token)

    def stop(self):
        """Asks it to stop; its exit code."""
        self.process.terminate()
        return self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()


class Programs:
    def __init__(self, taqvim, taqvimd, descriptors):
        self.taqvim, self.taqvimd = taqvim, taqvimd
        self.contract = grpcio_client.Contract(descriptors)

    def init(self, url, *flags):
        return subprocess.run([self.taqvimd, "init", "--store", url, *flags], text=True,
                              capture_output=True, check=False)

    def apply(self, server, folder):
        """The organization and the hall that all events are of."""
        file = folder / "directory.yaml"
        file.write_text(DIRECTORY, encoding="utf-8")
        subprocess.run([self.taqvim, "apply", "-f", str(file)],
                       check=True, capture_output=True, env={"HOME": str(folder), "PATH": "", "TAQVIM_SERVER": server.address})


def concert(number):
    """In the hall, on a day of its own."""
    day = {"year": 2031 + number // 336, "month": 1 + number // 28 % 12, "day": 1 + number % 28}
    return {
        "title": {"en": f"Concert {number}"},
        "owner": "organizations/library",
        "activity": {"form": "ACTIVITY_FORM_CONCERT"},
        "period": {"timed": {"start": {**day, "hours": 18}, "end": {**day, "hours": 20}}},
        "bookings": [{"id": "hall", "space": "venues/palace/spaces/hall"}],
    }


def create(client, number, **fields):
    """Creates and confirms the concert of that number."""
    return client.call("EventService.CreateEvent", event_id=f"concert-{number}",
                       event=concert(number), confirm=True, **fields)
