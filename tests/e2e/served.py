"""A server of one's own, for tests that run the command line as people do."""

import contextlib
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).parents[1] / "support"))
from postgres import Cluster  # noqa: E402


def serve(taqvimd, folder, *flags, url=None):
    """Starts a server that lets everybody do everything, and answers its process and address; on a
    file of its own, or on the empty PostgreSQL database of that URL."""
    if url is None:
        place = ["--data", str(folder / "schedule.db")]
    else:
        place = ["--store", url]
        flags = ("--operator-socket", str(folder / "operator"), *flags)
    subprocess.run([taqvimd, "init", *place], check=True, capture_output=True)
    log = open(folder / "log", "w", encoding="utf-8")
    server = subprocess.Popen(
        [taqvimd, *place, "--listen", "127.0.0.1:0", "--anonymous-role", "admin", *flags],
        stdout=subprocess.PIPE, stderr=log, text=True)
    return server, server.stdout.readline().strip().removeprefix("listening on ")


@contextlib.contextmanager
def a_database(wanted):
    """The URL of an empty one, on a PostgreSQL of its own; None where none is wanted."""
    if not wanted:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(folder)
        try:
            yield cluster.new_database("schedule")
        finally:
            cluster.close()


def environment(taqvim, folder, address):
    """Variables with which `taqvim` is found, calls that server and knows no contexts."""
    return dict(
        os.environ,
        PATH=f"{pathlib.Path(taqvim).parent}:{os.environ['PATH']}",
        TAQVIM_SERVER=address,
        HOME=str(folder),
        XDG_CONFIG_HOME=str(folder / "config"),
        LC_ALL="C.UTF-8",
    )
