#include "storage/postgres/schema/tables.h"

namespace taqvim::storage::postgres {

const char kTables[] = R"sql(
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- store_id, schema, epoch, application.
CREATE TABLE meta(
  key text COLLATE "C" PRIMARY KEY,
  value text NOT NULL
);

-- One row, which whoever writes locks first and nobody updates: so there is one writer at a time,
-- and its next transaction leaves nothing behind for vacuum.
CREATE TABLE mutex(one bool PRIMARY KEY CHECK(one));

CREATE TABLE resource(
  id bigint PRIMARY KEY,
  kind smallint NOT NULL,
  name text COLLATE "C" NOT NULL,
  archived bool NOT NULL,
  -- When something is to be done about it by itself; 0 for never.
  due bigint NOT NULL,
  -- The revision that last wrote the body: where its history is walked back from.
  revision bigint NOT NULL,
  -- StoredLinks, with the facets, and StoredClaims of storage/log.proto.
  links bytea NOT NULL,
  claims bytea NOT NULL,
  body bytea NOT NULL
) WITH (fillfactor = 90);
CREATE UNIQUE INDEX resource_name ON resource(kind, name);
-- Lists of the rarer kinds; events are listed by id alone.
CREATE INDEX resource_rare ON resource(kind, id) WHERE kind <> 16;
-- For operators; servers have it in memory.
CREATE INDEX resource_due ON resource(due) WHERE due <> 0;

-- The confirmed claims, each as it stands in its owner's row, too: no two of different owners on
-- one atom, under one host or none, overlap. Memory sees to that; this is the net below it. Rows
-- are deleted and inserted, never updated: two owners that change places in one transaction
-- are then apart.
CREATE TABLE taken(
  owner bigint NOT NULL,
  atom bigint NOT NULL,
  host bigint NOT NULL,
  span int8range NOT NULL CHECK(NOT isempty(span)),
  CONSTRAINT taken_disjoint EXCLUDE USING gist
    (atom WITH =, span WITH &&, host WITH =, owner WITH <>)
);
CREATE INDEX taken_owner ON taken(owner);

-- One row a revision. Only the holder of the lock appends, so what is read in order of revisions
-- has no gap. Row 0 stands for the empty store.
CREATE TABLE log(
  revision bigint PRIMARY KEY,
  nonce bigint NOT NULL,
  time bigint NOT NULL,
  -- All ids below were given out by then.
  next_id bigint NOT NULL,
  principal text COLLATE "C" NOT NULL,
  request_id text COLLATE "C" NOT NULL,
  method text COLLATE "C" NOT NULL,
  -- LogChanges, and WrittenRows of storage/log.proto; RowsBefore of storage/rows_before.proto. The
  -- last two are all that a server needs that follows.
  changes bytea NOT NULL,
  written bytea NOT NULL,
  before bytea NOT NULL,
  -- Of the request, where it has an id: the hash, and the answer as a StoredAnswer.
  request_hash bytea NOT NULL,
  answer bytea NOT NULL
) WITH (autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 10000);

-- What follows the row of a revision in parts: LogChanges, from the resource `first` on.
CREATE TABLE log_part(
  revision bigint NOT NULL,
  part bigint NOT NULL,
  first bigint NOT NULL,
  changes bytea NOT NULL,
  PRIMARY KEY(revision, part)
);

-- What was deleted, and by which revision: where the history of what is gone is walked back from.
-- Trimmed with the log.
CREATE TABLE deletion(
  kind smallint NOT NULL,
  name text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY(kind, name, revision)
);
CREATE INDEX deletion_revision ON deletion(revision);

-- The last revision that was trimmed; without a row none was.
CREATE TABLE log_start(
  one bool PRIMARY KEY CHECK(one),
  revision bigint NOT NULL,
  nonce bigint NOT NULL
);

-- One row a request id that may not be used again yet.
CREATE TABLE request(
  principal text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  revision bigint NOT NULL,
  PRIMARY KEY(principal, id)
);

-- The fence: a transaction of a server commits only while its session is the newest of that server.
-- Raised before a commit whose answer was lost is taken for not done: what is still on its way is
-- refused then.
CREATE TABLE session(
  server text COLLATE "C" PRIMARY KEY,
  number bigint NOT NULL
);

-- Refuses unless revision r with nonce n is the newest (TQ001), the schema's epoch is e (TQ002), and
-- the server's session is that one (TQ003). To be asked once the lock is held, in a statement of its
-- own: one that takes the lock sees the log as it was before.
CREATE FUNCTION at_head(r bigint, n bigint, e bigint, s text, number bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  newest record;
BEGIN
  IF (SELECT value FROM meta WHERE key = 'epoch') IS DISTINCT FROM e::text THEN
    RAISE EXCEPTION 'this server is too old to write' USING ERRCODE = 'TQ002';
  END IF;
  IF (SELECT session.number FROM session WHERE server = s) IS DISTINCT FROM at_head.number THEN
    RAISE EXCEPTION 'the session of this server was ended' USING ERRCODE = 'TQ003';
  END IF;
  SELECT revision, nonce INTO newest FROM log ORDER BY revision DESC LIMIT 1;
  IF newest.revision IS DISTINCT FROM r OR newest.nonce IS DISTINCT FROM n THEN
    RAISE EXCEPTION 'others have written since' USING ERRCODE = 'TQ001';
  END IF;
END
$$;

INSERT INTO mutex VALUES(true);
INSERT INTO log VALUES(0, 0, 0, 1, '', '', '', '', '', '', '', '');
)sql";

}  // namespace taqvim::storage::postgres
