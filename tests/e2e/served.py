"""A server of one's own, for tests that run the command line as people do."""

import os
import pathlib
import subprocess


def serve(taqvimd, folder, *flags):
    """Starts a server that lets everybody do everything, and answers its process and address."""
    data = str(folder / "schedule.db")
    subprocess.run([taqvimd, "init", "--data", data], check=True, capture_output=True)
    log = open(folder / "log", "w", encoding="utf-8")
    server = subprocess.Popen(
        [taqvimd, "--data", data, "--listen", "127.0.0.1:0", "--anonymous-role", "admin",
         *flags],
        stdout=subprocess.PIPE, stderr=log, text=True)
    return server, server.stdout.readline().strip().removeprefix("listening on ")


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
