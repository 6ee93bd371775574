"""A throw-away PostgreSQL, for tests that run servers on a database."""

import os
import pathlib
import pwd
import signal
import socket
import subprocess

# Longer than any start takes.
PATIENCE = 120
USER = "postgres"


def programs():
    found = subprocess.run(["pg_config", "--bindir"], check=True, capture_output=True, text=True)
    return pathlib.Path(found.stdout.strip())


def as_user(command):
    """PostgreSQL does not run as root; and whatever this starts ends with this process."""
    prefix = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        prefix += ["--reuid", USER, "--regid", USER, "--clear-groups"]
    return [*prefix, *map(str, command)]


class Cluster:
    """Listens on a socket in `folder`, which is its own, and nowhere else. It keeps what is
    committed as a cluster in service does. `postgres` may do everything, and needs no password."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self._data = self.folder / "data"
        self._log = open(self.folder / "log", "a", encoding="utf-8")
        if os.geteuid() == 0:
            os.chown(self.folder, pwd.getpwnam(USER).pw_uid, -1)
        subprocess.run(
            as_user([programs() / "initdb", "--no-sync", "--auth=trust", "--encoding=UTF8",
                     "--locale=C.UTF-8", f"--username={USER}", f"--pgdata={self._data}"]),
            check=True, stdout=self._log, stderr=self._log, cwd=self.folder)
        self._postmaster = None
        self.start()

    def start(self):
        """Returns when it takes connections, as it tells a service manager."""
        path = str(self.folder / "ready")
        pathlib.Path(path).unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ready:
            ready.bind(path)
            os.chmod(path, 0o666)
            ready.settimeout(PATIENCE)
            settings = ["listen_addresses=", f"unix_socket_directories={self.folder}",
                        "max_connections=80", "shared_buffers=32MB", "lc_messages=C"]
            flags = [word for setting in settings for word in ("-c", setting)]
            self._postmaster = subprocess.Popen(
                as_user([programs() / "postgres", "-D", self._data, *flags]),
                stdout=self._log, stderr=self._log, cwd=self.folder,
                env=dict(os.environ, NOTIFY_SOCKET=path))
            while b"READY=1" not in ready.recv(4096):
                pass

    def stop(self, how=signal.SIGINT):
        """SIGINT ends all sessions; SIGQUIT is a stop as by `pg_ctl stop -m immediate`, after which
        the next start recovers as after a crash."""
        self._postmaster.send_signal(how)
        self._postmaster.wait()

    def close(self):
        self.stop(signal.SIGQUIT)
        self._log.close()

    def ask(self, sql, database="postgres"):
        """What `psql` answers, without headings."""
        done = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-U", USER, "-d",
             database, "-c", sql],
            check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def new_database(self, name):
        """Makes an empty one, and answers the URL under which servers find it."""
        self.ask(f"CREATE DATABASE {name}")
        return self.url(name)

    def url(self, database, user=USER):
        return f"postgres://{user}@/{database}?host={self.folder}"

    def let_in_with_password(self, user, password):
        """Makes a user who is not let in without it."""
        self.ask(f"CREATE ROLE {user} LOGIN PASSWORD '{password}'")
        rules = self._data / "pg_hba.conf"
        rules.write_text(f"local all {user} scram-sha-256\n" + rules.read_text(encoding="utf-8"),
                         encoding="utf-8")
        self.ask("SELECT pg_reload_conf()")
