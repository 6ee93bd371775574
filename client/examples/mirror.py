#!/usr/bin/python3
"""Keeps the schedule in a SQLite file of its own, with plain gRPC.

    python_modules.sh modules
    PYTHONPATH=modules mirror.py SERVER FILE

What a response tells and the token that stands for it are written in one
transaction. So it may be killed at any moment, and goes on where its file is.
"""

import random
import sqlite3
import sys
import time

import grpc
from google.protobuf import json_format
from google.rpc import error_details_pb2, status_pb2
from taqvim.v1 import change_pb2, change_service_pb2, change_service_pb2_grpc

TABLES = """
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS resources (name TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS position (token TEXT NOT NULL) STRICT;
    INSERT INTO position SELECT '' WHERE NOT EXISTS (SELECT * FROM position);
"""
GONE = {change_pb2.CHANGE_KIND_DELETED, change_pb2.CHANGE_KIND_LEFT}
# What only a snapshot mends, and what waiting does not mend; see errors.proto.
START_OVER = {"TOKEN_EXPIRED", "HISTORY_REPLACED", "TOKEN_OF_OTHER_STORE", "RIGHTS_CHANGED"}
REFUSED = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.UNIMPLEMENTED,
}


def put(file, resource):
    kind = resource.WhichOneof("resource")
    if kind is None:  # of a newer server
        return
    json = json_format.MessageToJson(getattr(resource, kind))
    file.execute("INSERT OR REPLACE INTO resources SELECT json_extract(?1, '$.name'), ?1", (json,))


def take(file, responses, begins_snapshot):
    with file:  # one transaction
        if begins_snapshot:
            file.execute("DELETE FROM resources")
        for response in responses:
            for resource in response.resources:
                put(file, resource)
            for revision in response.revisions:
                for change in revision.changes:
                    if change.kind in GONE:
                        file.execute("DELETE FROM resources WHERE name = ?", (change.name,))
                    else:
                        put(file, change.after)
        file.execute("UPDATE position SET token = ?", (responses[-1].revision_token,))


def whole(stream):
    """The responses of a stream, those with the parts of one revision together."""
    responses = []
    for response in stream:
        responses.append(response)
        if not any(revision.continues for revision in response.revisions):
            yield responses
            responses = []


def follow(stub, file):
    """Reads one stream to its end; yields after each response that is kept."""
    (token,) = file.execute("SELECT token FROM position").fetchone()
    request = change_service_pb2.WatchChangesRequest(after_revision_token=token, snapshot=not token)
    begins_snapshot = not token
    # A connection that died unnoticed is noticed after ten minutes; the next
    # stream goes on where this one was.
    for responses in whole(stub.WatchChanges(request, timeout=600)):
        take(file, responses, begins_snapshot)
        begins_snapshot = False
        yield


def reason_of(error):
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            info = error_details_pb2.ErrorInfo()
            for detail in status_pb2.Status.FromString(value).details:
                if detail.Unpack(info):
                    return info.reason
    return ""


def main(server, path):
    file = sqlite3.connect(path, timeout=5)
    file.executescript(TABLES)
    options = [("grpc.max_reconnect_backoff_ms", 5000)]
    stub = change_service_pb2_grpc.ChangeServiceStub(grpc.insecure_channel(server, options))
    pause = 0.1
    while True:
        try:
            for _ in follow(stub, file):
                pause = 0.1
        except grpc.RpcError as error:
            print(f"Trying again: {error.code()} {error.details()}", file=sys.stderr)
            if reason_of(error) in START_OVER:
                with file:
                    file.execute("UPDATE position SET token = ''")
            elif error.code() in REFUSED:
                raise
        time.sleep(pause * random.uniform(0.5, 1))
        pause = min(pause * 2, 30)


if __name__ == "__main__":
    main(*sys.argv[1:])
