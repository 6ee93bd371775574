"""A client of another make, grpcio, that goes through the edge as any institution's would:
with the message sizes that it has by default.

  grpcio_client.py SCENARIO SETTINGS

SCENARIO is a function below; SETTINGS is a JSON file: `descriptors`, a set of them with
the contract; `edge` and `direct`, addresses of the same server; `ca`, a file; `token`;
`certificate` and `key`, files; and what a scenario needs besides. Ends with 0 when all
is as it has to be, and says what is not.
"""
import collections
import json
import sys
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

MIB = 1 << 20


class Contract:
    """The messages and methods of a set of descriptors."""

    def __init__(self, path):
        self._pool = descriptor_pool.DescriptorPool()
        files = descriptor_pb2.FileDescriptorSet()
        with open(path, "rb") as file:
            files.ParseFromString(file.read())
        for file in files.file:
            self._pool.Add(file)
        self._factory = message_factory.MessageFactory(self._pool)

    def type(self, name):
        return self._factory.GetPrototype(self._pool.FindMessageTypeByName("taqvim.v1." + name))

    def make(self, name, /, **fields):
        return self.type(name)(**fields)

    def method(self, name):
        return self._pool.FindMethodByName("taqvim.v1." + name)


class Server:
    """The contract's methods at one address, over one channel."""

    def __init__(self, contract, channel, token=""):
        self._contract = contract
        self._channel = channel
        self._metadata = [("authorization", "Bearer " + token)] if token else []

    def start(self, name, request, timeout=None):
        method = self._contract.method(name)
        kind = self._channel.unary_stream if method.server_streaming else self._channel.unary_unary
        call = kind(
            "/%s/%s" % (method.containing_service.full_name, method.name),
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=self._contract.type(method.output_type.name).FromString,
        )
        if method.server_streaming:
            return call(request, metadata=self._metadata, timeout=timeout)
        return call.future(request, metadata=self._metadata, timeout=timeout)

    def call(self, name, /, **fields):
        method = self._contract.method(name)
        request = self._contract.make(method.input_type.name, **fields)
        return self.start(name, request, timeout=120).result()


def check(condition, what):
    if not condition:
        sys.exit("NOT SO: %s" % (what,))


def credentials(settings, certificate=False):
    def read(name):
        with open(settings[name], "rb") as file:
            return file.read()

    if not certificate:
        return grpc.ssl_channel_credentials(read("ca"))
    return grpc.ssl_channel_credentials(read("ca"), read("key"), read("certificate"))


def edge(settings, contract, certificate=False):
    channel = grpc.secure_channel(settings["edge"], credentials(settings, certificate))
    return Server(contract, channel, "" if certificate else settings["token"])


def direct(settings, contract):
    return Server(contract, grpc.insecure_channel(settings["direct"]), settings["token"])


def concert(title, bookings=True):
    """A concert of a whole month in the hall, or one that books nothing."""
    return {
        "title": {"en": title},
        "owner": "organizations/library",
        "time_zone": "Asia/Almaty",
        "activity": {"form": "ACTIVITY_FORM_CONCERT"},
        "period": {"timed": {"start": {"year": 2030, "month": 5, "day": 1, "hours": 8},
                             "end": {"year": 2030, "month": 5, "day": 28, "hours": 23}}},
        "bookings": [{"id": "hall", "space": "venues/library/spaces/hall"}] if bookings else [],
    }


EVENTS = 100
# As other systems end lines. Stored, each end is one byte, so that a request is larger
# than what it stores.
LINE = "x\r\n"


def batch_of(contract, prefix, size):
    """New events that take close to `size` bytes as a request, and not more."""
    request = contract.make("BatchWriteEventsRequest")
    for i in range(EVENTS):
        create = request.writes.add().create
        create.event_id = "%s-%d" % (prefix, i)
        create.event.CopyFrom(contract.make("Event", **concert("A concert", bookings=False)))
        for language in ["az", "en", "kk", "ru", "uz"]:
            create.event.description[language] = LINE * 2500
    # What is left goes into one more language, where there is room.
    for write in request.writes:
        lines = (size - request.ByteSize() - 30) // len(LINE)
        if lines <= 0:
            break
        write.create.event.description["tr"] = LINE * min(lines, 2500)
    check(size - 64 < request.ByteSize() <= size, request.ByteSize())
    return request


def principal(settings, contract):
    """Who shows a certificate to the edge is whom it names to the server."""
    answer = edge(settings, contract, certificate=True).call("AccessService.GetCaller")
    check(answer.principal == settings["principal"], answer)
    # One connection of the edge to the server may be that of many clients.
    answer = edge(settings, contract).call("AccessService.GetCaller")
    check(answer.principal == settings["token_principal"], answer)


def parts_of(stream, before, after):
    """Reads one revision of all events, in its parts; how many these are."""
    names, parts, continues = [], 0, True
    while continues:
        told = next(stream)
        check(told.ByteSize() < 3 * MIB, told.ByteSize())
        check(len(told.revisions) == 1, len(told.revisions))
        names += [change.name for change in told.revisions[0].changes]
        continues = told.revisions[0].continues
        check(told.revision_token == (before if continues else after), told.revision_token)
        parts += 1
    check(len(set(names)) == len(names) == EVENTS, names)
    return parts


def batch(settings, contract):
    """The largest request goes through, with its answer, and nothing larger."""
    server = edge(settings, contract)
    before = newest(server)
    request = batch_of(contract, "grpcio-batch", 4 * MIB - 64)
    request.request_id = "grpcio-the-largest-request"
    answer = server.start("EventService.BatchWriteEvents", request, timeout=120).result()
    check(len(answer.events) == EVENTS, len(answer.events))
    check(answer.events_omitted and answer.ByteSize() < 2 * MIB, answer.ByteSize())
    again = server.start("EventService.BatchWriteEvents", request, timeout=120).result()
    check(again == answer, "a replay answers something else")
    update = contract.make("BatchWriteEventsRequest")
    for event in answer.events:
        change = update.writes.add().update
        change.event.name, change.event.etag = event.name, event.etag
        change.event.title["en"] = "Another concert"
        change.update_mask.paths.append("title")
    changed = server.start("EventService.BatchWriteEvents", update, timeout=120).result()
    # The revisions of both come in parts, the second with what was.
    request = contract.make("WatchChangesRequest", after_revision_token=before,
                            include_before=True)
    stream = server.start("ChangeService.WatchChanges", request)
    check(parts_of(stream, before, answer.revision_token) > 1, "the first is in one part")
    check(parts_of(stream, answer.revision_token, changed.revision_token) > 2, "the second is not")
    stream.cancel()
    too_large = contract.make("GetEventRequest", name="x" * (4 * MIB + 1))
    error = server.start("EventService.GetEvent", too_large, timeout=120).exception()
    check(error.code() == grpc.StatusCode.RESOURCE_EXHAUSTED, error)


def details_of(error):
    values = [value for key, value in error.trailing_metadata()
              if key == "grpc-status-details-bin"]
    check(len(values) == 1, error)
    return values[0]


def refusal(settings, contract):
    """The largest refusal comes with all its details."""
    def refused(server):
        request = contract.make("CreateEventRequest", event=concert("In the way"),
                                event_id="in-the-way")
        return server.start("EventService.CreateEvent", request, timeout=120).exception()

    through, past = refused(edge(settings, contract)), refused(direct(settings, contract))
    check(through.code() == grpc.StatusCode.FAILED_PRECONDITION, through)
    check((through.code(), through.details()) == (past.code(), past.details()), (through, past))
    check(details_of(through) == details_of(past), "the details differ")
    check(len(details_of(through)) > settings["least_details"], len(details_of(through)))


def many(settings, contract):
    """Thousands of calls on one channel, which the edge renews meanwhile."""
    server = edge(settings, contract)
    under_way = collections.deque()
    request = contract.make("GetCallerRequest")
    for _ in range(settings["calls"]):
        if len(under_way) == 32:
            under_way.popleft().result()
        under_way.append(server.start("AccessService.GetCaller", request, timeout=120))
    for call in under_way:
        call.result()


def watch(settings, contract, server):
    """A stream of what follows, whose first response has come."""
    request = contract.make("WatchChangesRequest", progress_interval={"seconds": 3600})
    stream = server.start("ChangeService.WatchChanges", request)
    first = next(stream)
    check(first.revision_token != "", first)
    return stream


def newest(server):
    return server.call("ChangeService.ListChanges").revision_token


def silence(settings, contract):
    """A stream on which nothing is said for long is there when something is."""
    server = edge(settings, contract)
    stream = watch(settings, contract, server)
    time.sleep(settings["seconds"])
    server.call("EventService.CreateEvent", event_id="grpcio-after-silence",
                event=concert("After a silence", bookings=False))
    told = next(stream)
    check(told.revisions[0].changes[0].name == "events/grpcio-after-silence", told)
    stream.cancel()


def cancel(settings, contract):
    """Who cancels, and who gives up when the time is over, is told so."""
    server = edge(settings, contract)
    stream = watch(settings, contract, server)
    stream.cancel()
    try:
        next(stream)
        check(False, "the stream went on")
    except grpc.RpcError as error:
        check(error.code() == grpc.StatusCode.CANCELLED, error)


def pause(settings, contract):
    """A reader that reads nothing for a while, of more than is buffered on the way."""
    server = edge(settings, contract)
    stream = watch(settings, contract, server)
    for i in range(settings["batches"]):
        request = batch_of(contract, "grpcio-pause-%d" % i, 4 * MIB)
        server.start("EventService.BatchWriteEvents", request, timeout=120).result()
    time.sleep(settings["seconds"])
    names = set()
    while len(names) < EVENTS * settings["batches"]:
        for revision in next(stream).revisions:
            names.update(change.name for change in revision.changes)
    stream.cancel()


SCENARIOS = [principal, batch, refusal, many, silence, cancel, pause]


def main():
    scenario = {one.__name__: one for one in SCENARIOS}[sys.argv[1]]
    with open(sys.argv[2]) as file:
        settings = json.load(file)
    scenario(settings, Contract(settings["descriptors"]))


if __name__ == "__main__":
    main()
