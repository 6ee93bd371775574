#!/usr/bin/env python3
"""Two servers on one PostgreSQL database, as their callers meet them.

  tests/cluster/servers_test.py TAQVIM TAQVIMD DESCRIPTORS [TEST...]

What is random follows TAQVIM_SEED, which is printed.
"""

import contextlib
import os
import pathlib
import random
import signal
import socket
import sys
import tempfile
import threading
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

import grpc
from servers import Programs, Served, concert, create
from postgres import Cluster

SEED = int(os.environ.get("TAQVIM_SEED", random.randrange(1 << 32)))
# No test waits so long for what comes to pass.
PATIENCE = 120
NOT_SERVING, SERVING = b"\x08\x02", b"\x08\x01"
PROGRAMS = None


def code_of(call, *arguments, **fields):
    """The code of a call's refusal; OK."""
    try:
        call(*arguments, **fields)
    except grpc.RpcError as error:
        return error.code()
    return grpc.StatusCode.OK


def changes(client, after):
    """All revisions after the token, as (number, names of what changed), by lists."""
    told, more = [], True
    while more:
        page = client.call("ChangeService.ListChanges", after_revision_token=after)
        told += [facts(revision) for revision in page.revisions]
        after, more = page.revision_token, page.more
    return told


def facts(revision):
    return revision.number, [change.name for change in revision.changes]


class Health:
    """What a server says of itself, as those who route calls to it ask."""

    def __init__(self, server):
        channel = grpc.insecure_channel(server.address, [("grpc.use_local_subchannel_pool", 1)])
        self._stream = channel.unary_stream("/grpc.health.v1.Health/Watch")(b"", timeout=PATIENCE)

    def await_status(self, status):
        for told in self._stream:
            if told == status:
                return


class Follower(threading.Thread):
    """Follows the changes after a token until one of `last` comes; on one server, or with each few
    responses on another one that `pick` names."""

    def __init__(self, pick, token, last, responses=None):
        super().__init__()
        self._pick, self._token, self._last, self._responses = pick, token, last, responses
        self.told, self.error = [], None
        self.start()

    def run(self):
        try:
            while not self._follow(self._pick()):
                pass
        except Exception as error:  # pylint: disable=broad-except
            self.error = error

    def _follow(self, client):
        request = PROGRAMS.contract.make("WatchChangesRequest", after_revision_token=self._token)
        stream = client.start("ChangeService.WatchChanges", request, timeout=PATIENCE)
        for count, response in enumerate(stream, 1):
            self.told += [facts(revision) for revision in response.revisions]
            self._token = response.revision_token or self._token
            ended = any(self._last in names for _, names in self.told[-len(response.revisions):])
            if ended or count == self._responses:
                stream.cancel()
                return ended
        return False


class ServersTest(unittest.TestCase):
    """Each test has a database and two servers of its own."""

    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.cluster = Cluster(pathlib.Path(cls._folder.name))

    @classmethod
    def tearDownClass(cls):
        cls.cluster.close()
        cls._folder.cleanup()

    def setUp(self):
        name = self.id().rsplit(".", 1)[-1]
        self._own = tempfile.TemporaryDirectory()
        self.addCleanup(self._own.cleanup)
        folder = pathlib.Path(self._own.name)
        self.url = self.cluster.new_database(name)
        made = PROGRAMS.init(self.url)
        self.assertEqual(made.returncode, 0, made.stderr)
        self.servers = [self.serve(self.url, folder, name) for name in ("one", "other")]
        PROGRAMS.apply(self.servers[0], folder)
        self.one, self.other = (server.client() for server in self.servers)
        self.random = random.Random(SEED)

    def serve(self, url, folder, name, **variables):
        server = Served(PROGRAMS, url, folder, name, **variables)
        self.addCleanup(server.process.stdout.close)
        self.addCleanup(server.kill)
        return server

    def newest(self):
        return self.one.call("ChangeService.ListChanges").revision_token

    def join(self, *threads):
        for thread in threads:
            thread.join(PATIENCE)
            self.assertFalse(thread.is_alive(), "it follows for ever")
            self.assertIsNone(thread.error)

    def check_acknowledged(self, names, client):
        there = set()
        page = ""
        while True:
            answer = client.call("EventService.ListEvents", page_size=200, page_token=page)
            there |= {event.name for event in answer.events}
            page = answer.next_page_token
            if not page:
                break
        self.assertEqual(set(names) - there, set(), "acknowledged, and lost")

    def test_writes_are_there_at_once_on_the_other_server(self):
        for number in range(30):
            client, other = self.random.sample((self.one, self.other), 2)
            written = create(client, number)
            read = other.call("EventService.GetEvent", name=written.event.name)
            self.assertEqual(read.event, written.event)
            at_least = client.call("EventService.GetEvent", name=written.event.name,
                                   min_revision_token=written.revision_token)
            self.assertEqual(at_least.event, written.event)
            listed = other.call("ChangeService.ListChanges",
                                after_revision_token=written.revision_token)
            self.assertEqual(list(listed.revisions), [])

    def test_watchers_are_told_each_revision_once_and_in_order(self):
        clients, token = (self.one, self.other), self.newest()
        last = "events/concert-999"
        followers = [Follower(lambda client=client: client, token, last) for client in clients]
        followers += [Follower(lambda chooses=random.Random(SEED + i): chooses.choice(clients),
                               token, last, responses=1 + i) for i in range(4)]
        with ThreadPoolExecutor(4) as pool:
            written = [pool.submit(create, clients[number % 2], number) for number in range(120)]
            for write in written:
                write.result()
        create(self.other, 999)
        self.join(*followers)
        truth = changes(self.one, token)
        self.assertEqual(truth, changes(self.other, token))
        self.assertEqual(len(truth), 121)
        numbers = [number for number, _ in truth]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))))
        for follower in followers:
            self.assertEqual(follower.told, truth)

    def test_a_slot_that_many_want_is_given_once(self):
        clients = [server.client() for server in self.servers for _ in range(16)]
        with ThreadPoolExecutor(len(clients)) as pool:
            for slot in range(20):
                barrier = threading.Barrier(len(clients))

                def compete(number, client, slot=slot, barrier=barrier):
                    barrier.wait(PATIENCE)
                    return code_of(client.call, "EventService.CreateEvent",
                                   event_id=f"round-{slot}-{number}", event=concert(slot),
                                   confirm=True)

                codes = list(pool.map(compete, range(len(clients)), clients))
                self.assertEqual(codes.count(grpc.StatusCode.OK), 1, (slot, codes))
                self.assertEqual(codes.count(grpc.StatusCode.FAILED_PRECONDITION),
                                 len(clients) - 1, (slot, codes))

    def test_a_token_counts_at_once_on_every_server_and_no_more_once_it_is_revoked(self):
        for number in range(10):
            maker, other = self.random.sample(self.servers, 2)
            client = maker.client()
            made = client.call(
                "AccessService.CreateAccessToken",
                access_token={"principal": f"planner-{number}",
                              "expire_time": {"seconds": int(time.time()) + 3600}},
                grants=[{"principal": f"planner-{number}", "role": "ROLE_ADMIN"}])
            planner = other.client(made.secret)
            # Of itself, too, which takes no role.
            self.assertEqual(planner.call("AccessService.GetCaller").principal,
                             f"planner-{number}")
            create(planner, number)
            stream = planner.start("ChangeService.WatchChanges",
                                   PROGRAMS.contract.make("WatchChangesRequest"), timeout=PATIENCE)
            next(stream)
            client.call("AccessService.DeleteGrant", name=made.grants[0].name)
            self.assertEqual(code_of(create, planner, 100 + number),
                             grpc.StatusCode.PERMISSION_DENIED)
            client.call("AccessService.RevokeAccessToken", name=made.access_token.name)
            self.assertEqual(code_of(planner.call, "AccessService.GetCaller"),
                             grpc.StatusCode.UNAUTHENTICATED)
            with self.assertRaises(grpc.RpcError) as ended:
                for _ in stream:
                    pass
            self.assertIn(ended.exception.code(),
                          (grpc.StatusCode.UNAUTHENTICATED, grpc.StatusCode.ABORTED))

    def write_until(self, stop, server, numbers, acknowledged, refused):
        """Creates concerts, each once, on that server."""
        client = server.client()
        for number in numbers:
            if stop.is_set():
                return
            try:
                acknowledged.append(create(client, number).event.name)
            except grpc.RpcError as error:
                refused.append((server, error))

    def writers(self, pool, stop, acknowledged, refused):
        return [pool.submit(self.write_until, stop, self.servers[i % 2], range(i, 10_000, 4),
                            acknowledged, refused) for i in range(4)]

    def await_acknowledged(self, acknowledged, more):
        """Until so many more are."""
        wanted = len(acknowledged) + more
        token, seen = self.newest_of_other(), 0
        stream = self.other.start(
            "ChangeService.WatchChanges",
            PROGRAMS.contract.make("WatchChangesRequest", after_revision_token=token),
            timeout=PATIENCE)
        for response in stream:
            seen += len(response.revisions)
            if len(acknowledged) >= wanted:
                stream.cancel()
                return
        self.fail("nothing is acknowledged any more")

    def newest_of_other(self):
        return self.other.call("ChangeService.ListChanges").revision_token

    def test_a_server_that_is_killed_takes_nothing_with_it(self):
        stop, acknowledged, refused = threading.Event(), [], []
        token = self.newest()
        with ThreadPoolExecutor(4) as pool:
            writers = self.writers(pool, stop, acknowledged, refused)
            self.await_acknowledged(acknowledged, 40)
            self.servers[0].kill()
            self.await_acknowledged(acknowledged, 40)
            stop.set()
            for writer in writers:
                writer.result()
        self.assertEqual([error for server, error in refused if server is self.servers[1]], [])
        self.check_acknowledged(acknowledged, self.other)
        numbers = [number for number, _ in changes(self.other, token)]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + len(numbers))))
        self.servers[0].start()
        again = self.servers[0].client()
        self.check_acknowledged(acknowledged, again)
        self.assertEqual(changes(again, token), changes(self.other, token))

    def test_a_database_that_crashes_makes_servers_unready_and_loses_nothing(self):
        for attempt in range(2):
            stop, acknowledged, refused = threading.Event(), [], []
            begin = 10_000 * attempt
            health = [Health(server) for server in self.servers]
            with ThreadPoolExecutor(4) as pool:
                numbers = [range(begin + i, begin + 10_000, 4) for i in range(4)]
                writers = [pool.submit(self.write_until, stop, self.servers[i % 2], numbers[i],
                                       acknowledged, refused) for i in range(4)]
                self.await_acknowledged(acknowledged, 40)
                self.cluster.stop(signal.SIGQUIT)
                for one in health:
                    one.await_status(NOT_SERVING)
                stop.set()
                self.cluster.start()
                for one in health:
                    one.await_status(SERVING)
                for writer in writers:
                    writer.result()
            for client in (self.one, self.other):
                self.check_acknowledged(acknowledged, client)
            self.assertEqual({error.code() for _, error in refused} -
                             {grpc.StatusCode.UNAVAILABLE}, set())
            for server in self.servers:
                self.assertIsNone(server.process.poll(), server.log())
            told = " ".join(error.details() for _, error in refused)
            self.assertNotIn(str(self.cluster.folder), told)

    def test_a_service_manager_is_told_that_a_server_lives_while_its_database_is_away(self):
        folder = pathlib.Path(self._own.name)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            manager.bind(str(folder / "notify"))
            server = self.serve(self.url, folder, "supervised", NOTIFY_SOCKET=folder / "notify",
                                WATCHDOG_USEC="3000000")
            health = Health(server)
            self.cluster.stop(signal.SIGQUIT)
            health.await_status(NOT_SERVING)
            manager.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while manager.recv(4096):
                    pass
            manager.settimeout(PATIENCE)
            while b"WATCHDOG=1" not in manager.recv(4096):
                pass
            self.cluster.start()
            health.await_status(SERVING)


if __name__ == "__main__":
    PROGRAMS = Programs(*(str(pathlib.Path(path).resolve()) for path in sys.argv[1:4]))
    print(f"TAQVIM_SEED={SEED}")
    unittest.main(argv=sys.argv[:1] + sys.argv[4:], verbosity=2)
