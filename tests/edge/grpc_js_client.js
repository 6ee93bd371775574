// A client of another make, grpc-js, that goes through the edge as any institution's
// would: with the message sizes that it has by default.
//
//   node grpc_js_client.js SCENARIO SETTINGS
//
// SCENARIO and SETTINGS as for grpcio_client.py, whose scenarios these are; instead of
// descriptors, `protos` are folders of .proto files. Ends with 0 when all is as it has to
// be, and says what is not.
'use strict';
const assert = require('assert');
const fs = require('fs');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const MIB = 1 << 20;

const scenario = process.argv[2];
const settings = JSON.parse(fs.readFileSync(process.argv[3], 'utf8'));
// From the files of the contract: maps get lost where it reads descriptors.
const contract = grpc.loadPackageDefinition(loader.loadSync(
  ['access', 'change', 'event'].map((name) => `taqvim/v1/${name}_service.proto`),
  { includeDirs: settings.protos, keepCase: true, enums: String, longs: Number, defaults: true },
)).taqvim.v1;

// The services of the contract at one address, over one channel.
class Server {
  constructor(address, credentials, token) {
    this.channel = new grpc.Channel(address, credentials, {});
    this.address = address;
    this.metadata = new grpc.Metadata();
    if (token) this.metadata.set('authorization', `Bearer ${token}`);
  }

  client(service) {
    return new contract[service](this.address, null, { channelOverride: this.channel });
  }

  // The answer of a method such as `EventService.GetEvent`.
  call(name, request) {
    const [service, method] = name.split('.');
    return new Promise((resolve, reject) => {
      this.client(service)[method](request, this.metadata, { deadline: Date.now() + 120000 },
        (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  // How it is refused.
  refusal(name, request) {
    return this.call(name, request).then(
      (answer) => assert.fail(`it was answered: ${JSON.stringify(answer)}`), (error) => error);
  }

  watch(request) {
    return this.client('ChangeService').WatchChanges(request, this.metadata);
  }

  close() { this.channel.close(); }
}

function edge(certificate = false) {
  const read = (name) => fs.readFileSync(settings[name]);
  const credentials = certificate
    ? grpc.credentials.createSsl(read('ca'), read('key'), read('certificate'))
    : grpc.credentials.createSsl(read('ca'));
  return new Server(settings.edge, credentials, certificate ? '' : settings.token);
}

function direct() {
  return new Server(settings.direct, grpc.credentials.createInsecure(), settings.token);
}

function concert(title, bookings = true) {
  return {
    title: { en: title },
    owner: 'organizations/library',
    time_zone: 'Asia/Almaty',
    activity: { form: 'ACTIVITY_FORM_CONCERT' },
    period: { timed: {
      start: { year: 2030, month: 5, day: 1, hours: 8 },
      end: { year: 2030, month: 5, day: 28, hours: 23 },
    } },
    bookings: bookings ? [{ id: 'hall', space: 'venues/library/spaces/hall' }] : [],
  };
}

const EVENTS = 100;
// As other systems end lines. Stored, each end is one byte, so that a request is larger
// than what it stores.
const LINE = 'x\r\n';

// New events that take close to `size` bytes as a request, and not more.
function batchOf(prefix, size) {
  const bytes = (request) =>
    contract.EventService.service.BatchWriteEvents.requestSerialize(request).length;
  const text = LINE.repeat(2500);
  const writes = Array.from({ length: EVENTS }, (_, i) => ({ create: {
    event_id: `${prefix}-${i}`,
    event: { ...concert('A concert', false),
      description: { az: text, en: text, kk: text, ru: text, uz: text } },
  } }));
  // What is left goes into one more language, where there is room.
  let lines = Math.floor((size - bytes({ writes }) - 20 * EVENTS) / LINE.length);
  for (const { create } of writes) {
    if (lines <= 0) break;
    create.event.description.tr = LINE.repeat(Math.min(lines, 2500));
    lines -= 2500;
  }
  const taken = bytes({ writes });
  assert(size - 4096 < taken && taken <= size, `it takes ${taken}`);
  return { writes };
}

// The next message of a stream; rejected when it ends.
function reader(stream) {
  const waiting = [];
  const come = [];
  let ended = null;
  const settle = () => {
    while (waiting.length && come.length) waiting.shift().resolve(come.shift());
    if (ended) while (waiting.length) waiting.shift().reject(ended);
  };
  stream.on('data', (message) => { come.push(message); settle(); });
  stream.on('error', (error) => { ended = error; settle(); });
  stream.on('end', () => { ended = ended || new Error('it has ended'); settle(); });
  return () => new Promise((resolve, reject) => { waiting.push({ resolve, reject }); settle(); });
}

async function watch(server) {
  const stream = server.watch({ progress_interval: { seconds: 3600 } });
  const next = reader(stream);
  assert.notStrictEqual((await next()).revision_token, '');
  return { stream, next };
}

// Reads one revision of all events, in its parts; how many these are.
async function partsOf(next, before, after) {
  const names = [];
  for (let parts = 1; ; ++parts) {
    const { revisions, revision_token: token } = await next();
    assert.strictEqual(revisions.length, 1);
    names.push(...revisions[0].changes.map((change) => change.name));
    assert.strictEqual(token, revisions[0].continues ? before : after);
    if (revisions[0].continues) continue;
    assert.strictEqual(names.length, EVENTS);
    assert.strictEqual(new Set(names).size, EVENTS);
    return parts;
  }
}

const pauseFor = (seconds) => new Promise((resolve) => setTimeout(resolve, 1000 * seconds));

const scenarios = {
  async principal() {
    const by = async (server) => (await server.call('AccessService.GetCaller', {})).principal;
    assert.strictEqual(await by(edge(true)), settings.principal);
    // One connection of the edge to the server may be that of many clients.
    assert.strictEqual(await by(edge()), settings.token_principal);
  },

  async batch() {
    const server = edge();
    const before = (await server.call('ChangeService.ListChanges', {})).revision_token;
    const request = batchOf('js-batch', 4 * MIB - 64);
    request.request_id = 'js-the-largest-request';
    const answer = await server.call('EventService.BatchWriteEvents', request);
    assert.strictEqual(answer.events.length, EVENTS);
    assert(answer.events_omitted);
    assert.deepStrictEqual(await server.call('EventService.BatchWriteEvents', request), answer);
    const changed = await server.call('EventService.BatchWriteEvents', {
      writes: answer.events.map(({ name, etag }) => ({ update: {
        event: { name, etag, title: { en: 'Another concert' } },
        update_mask: { paths: ['title'] },
      } })),
    });
    // The revisions of both come in parts, the second with what was.
    const stream = server.watch({ after_revision_token: before, include_before: true });
    const next = reader(stream);
    assert(await partsOf(next, before, answer.revision_token) > 1);
    assert(await partsOf(next, answer.revision_token, changed.revision_token) > 2);
    stream.on('error', () => {});
    stream.cancel();
    const error = await server.refusal('EventService.GetEvent', { name: 'x'.repeat(4 * MIB + 1) });
    assert.strictEqual(error.code, grpc.status.RESOURCE_EXHAUSTED);
  },

  async refusal() {
    const refused = (server) => server.refusal('EventService.CreateEvent',
      { event_id: 'in-the-way', event: concert('In the way') });
    const details = (error) => error.metadata.get('grpc-status-details-bin');
    const through = await refused(edge());
    const past = await refused(direct());
    assert.strictEqual(through.code, grpc.status.FAILED_PRECONDITION);
    assert.deepStrictEqual([through.code, through.details], [past.code, past.details]);
    assert.strictEqual(details(through).length, 1);
    assert.deepStrictEqual(details(through), details(past));
    assert(details(through)[0].length > settings.least_details, details(through)[0].length);
  },

  async many() {
    const server = edge();
    let left = settings.calls;
    const some = async () => {
      while (left-- > 0) await server.call('AccessService.GetCaller', {});
    };
    await Promise.all(Array.from({ length: 32 }, some));
  },

  async silence() {
    const server = edge();
    const { stream, next } = await watch(server);
    await pauseFor(settings.seconds);
    await server.call('EventService.CreateEvent',
      { event_id: 'js-after-silence', event: concert('After a silence', false) });
    const told = await next();
    assert.strictEqual(told.revisions[0].changes[0].name, 'events/js-after-silence');
    stream.cancel();
  },

  async cancel() {
    const { stream, next } = await watch(edge());
    stream.cancel();
    const error = await next().then(() => assert.fail('the stream went on'), (reason) => reason);
    assert.strictEqual(error.code, grpc.status.CANCELLED);
  },

  async pause() {
    const server = edge();
    const { stream, next } = await watch(server);
    stream.pause();
    for (let i = 0; i < settings.batches; ++i) {
      await server.call('EventService.BatchWriteEvents', batchOf(`js-pause-${i}`, 4 * MIB));
    }
    await pauseFor(settings.seconds);
    stream.resume();
    const names = new Set();
    while (names.size < EVENTS * settings.batches) {
      for (const revision of (await next()).revisions) {
        for (const change of revision.changes) names.add(change.name);
      }
    }
    stream.cancel();
  },
};

scenarios[scenario]().then(() => process.exit(0), (error) => {
  console.error('NOT SO:', error);
  process.exit(1);
});
