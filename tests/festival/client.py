"""grpcio as a service would use it, with the message sizes that it has by default.

  client.py WHAT SETTINGS

WHAT is a function below; SETTINGS is a JSON file: `server`, its address; `descriptors`, a
set of them with the contract; and what is said there. Ends with 0 when all is as it has to
be, and says what is not.
"""
import json
import os
import signal
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

    def call(self, channel, service, method):
        found = self._pool.FindMethodByName("taqvim.v1.%s.%s" % (service, method))
        kind = channel.unary_stream if found.server_streaming else channel.unary_unary
        return kind(
            "/taqvim.v1.%s/%s" % (service, method),
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=self.type(found.output_type.name).FromString)


def check(condition, *what):
    if not condition:
        sys.exit("NOT SO: %s" % (what,))


class Copy:
    """What is there, by name and etag, in a file with the token that stands for it."""

    def __init__(self, path):
        self._path = path
        self.token, self.etags = "", {}
        if os.path.exists(path):
            with open(path) as file:
                self.token, *lines = file.read().splitlines()
            self.etags = dict(line.split(" ") for line in lines)

    def keep(self, token):
        self.token = token
        with open(self._path + ".new", "w") as file:
            file.write(token + "\n")
            file.writelines("%s %s\n" % one for one in self.etags.items())
        os.replace(self._path + ".new", self._path)


def resource_of(image):
    return getattr(image, image.WhichOneof("resource"))


def apply(copy, change):
    check(not change.HasField("before") or
          resource_of(change.before).etag == copy.etags.get(change.name),
          "another image before", change.name)
    if change.HasField("after"):
        copy.etags[change.name] = resource_of(change.after).etag
    else:
        copy.etags.pop(change.name, None)


def read(settings, stream, copy):
    """Takes what one stream tells, revision by revision, and keeps it."""
    parts, last, before = [], 0, ""
    for response in stream:
        check(response.ByteSize() < 3 * MIB, "it is large", response.ByteSize())
        for resource in response.resources:
            copy.etags[resource_of(resource).name] = resource_of(resource).etag
        if any(revision.continues for revision in response.revisions):
            check(len(response.revisions) == 1, "a part beside others")
            # Of what came before the revision, some may be for others alone.
            before = response.revision_token if not parts else before
            check(response.revision_token == before, "a token within a revision")
            parts.append(response.revisions[0])
            if settings.get("die_between_parts"):
                os.kill(os.getpid(), signal.SIGKILL)
            continue
        for revision in parts:
            check(revision.number == response.revisions[0].number, "a part of another")
        for revision in response.revisions:
            check(revision.number > last, "after", last, "came", revision.number)
            last = revision.number
        for revision in parts + list(response.revisions):
            for change in revision.changes:
                apply(copy, change)
        parts = []
        if response.revision_token:
            copy.keep(response.revision_token)


def follow(settings, contract):
    """Keeps a copy in the file `copy`, through whatever happens to the server, until it is
    killed: with `die_between_parts` by itself, when a part of a revision has come."""
    copy = Copy(settings["copy"])
    while True:
        with grpc.insecure_channel(settings["server"]) as channel:
            watch = contract.call(channel, "ChangeService", "WatchChanges")
            request = contract.type("WatchChangesRequest")(
                after_revision_token=copy.token, snapshot=not copy.token, include_before=True,
                progress_interval={"seconds": 1})
            try:
                read(settings, watch(request), copy)
            except grpc.RpcError as error:
                check(error.code() == grpc.StatusCode.UNAVAILABLE, error)
        time.sleep(0.1)


def send(settings, contract):
    """Sends the batch in the file `request` twice; writes what was answered into `answer`."""
    with open(settings["request"], "rb") as file:
        request = contract.type("BatchWriteEventsRequest").FromString(file.read())
    with grpc.insecure_channel(settings["server"]) as channel:
        write = contract.call(channel, "EventService", "BatchWriteEvents")
        first = write(request, timeout=120)
        second = write(request, timeout=120)
    check(first == second, "another answer")
    check(len(first.events) == len(request.writes), len(first.events))
    with open(settings["answer"], "w") as file:
        file.write(first.revision_token)


if __name__ == "__main__":
    with open(sys.argv[2]) as settings_file:
        given = json.load(settings_file)
    {"follow": follow, "send": send}[sys.argv[1]](given, Contract(given["descriptors"]))
