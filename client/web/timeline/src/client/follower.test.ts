import {create} from '@bufbuild/protobuf';
import {Code, ConnectError, createClient, createRouterTransport} from '@connectrpc/connect';
import {beforeEach, describe, expect, it} from 'vitest';
import {ErrorInfoSchema} from '../../gen/google/rpc/error_details_pb';
import {ChangeKind, RevisionSchema} from '../../gen/taqvim/v1/change_pb';
import {
  ChangeService, WatchChangesResponseSchema, type WatchChangesRequest, type WatchChangesResponse,
} from '../../gen/taqvim/v1/change_service_pb';
import {Schedule} from '../model/schedule';
import {booking, day, event, resource, timed, venue} from '../testing/things';
import {Follower, type Connection} from './follower';
import type {Timers} from './timers';

const gala = resource(event('gala', timed('2027-05-10T18:00', '2027-05-10T20:00'), [booking('palace/hall')]));
const palace = resource(venue('palace'));
const told = (more: Parameters<typeof create<typeof WatchChangesResponseSchema>>[1]) =>
    create(WatchChangesResponseSchema, more);
const revision = (kind: ChangeKind, more = {}) => create(RevisionSchema, {
  changes: [{name: 'events/gala', kind, after: kind === ChangeKind.DELETED ? undefined : gala}], ...more});

// One stream of the server's, as the test plays it.
class Stream {
  private readonly said: (WatchChangesResponse | Error)[] = [];
  private wake = () => {};
  ended = false;
  constructor(readonly request: WatchChangesRequest, readonly signal: AbortSignal) {}

  say(...responses: (WatchChangesResponse | Error)[]): void {
    this.said.push(...responses);
    this.wake();
  }

  async *read(): AsyncGenerator<WatchChangesResponse> {
    this.signal.addEventListener('abort', () => this.wake());
    try {
      for (;;) {
        while (this.said.length > 0) {
          const next = this.said.shift()!;
          if (next instanceof Error) throw next;
          yield next;
        }
        if (this.signal.aborted) return;
        await new Promise<void>((resolve) => { this.wake = resolve; });
      }
    } finally {
      this.ended = true;
    }
  }
}

class TestTimers implements Timers {
  private readonly waiting: {pause: number; call: () => void}[] = [];
  after(pause: number, call: () => void): () => void {
    const entry = {pause, call};
    this.waiting.push(entry);
    return () => {
      const at = this.waiting.indexOf(entry);
      if (at >= 0) this.waiting.splice(at, 1);
    };
  }
  random(): number { return 1; }
  get pauses(): number[] { return this.waiting.map(({pause}) => pause); }
  // Lets the time pass that the shortest waits for.
  pass(): void {
    const next = this.waiting.reduce((a, b) => b.pause < a.pause ? b : a);
    this.waiting.splice(this.waiting.indexOf(next), 1);
    next.call();
  }
}

describe('the follower', () => {
  let streams: Stream[], schedule: Schedule, timers: TestTimers, connections: Connection[];
  let changes: (readonly string[] | 'all')[], follower: Follower;
  let meanwhile: () => Promise<void>;

  beforeEach(() => {
    streams = [];
    const transport = createRouterTransport(({service}) => service(ChangeService, {
      watchChanges(request, {signal}) {
        const stream = new Stream(request, signal);
        streams.push(stream);
        return stream.read();
      },
    }));
    const client = createClient(ChangeService, transport);
    schedule = new Schedule();
    timers = new TestTimers();
    connections = [];
    changes = [];
    follower = new Follower({
      watch: (request, options) => client.watchChanges(request, options), schedule, timers,
      changed: (what) => changes.push(what), connection: (one) => connections.push(one),
    });
    // What is under way goes on until nothing is: the transport needs some turns.
    meanwhile = async () => {
      for (let turn = 0; turn < 50; ++turn) await new Promise((resolve) => setTimeout(resolve));
    };
  });

  const cover = {first: day('2027-05-01'), last: day('2027-05-31')};
  const state = () => connections.at(-1)?.state;
  async function live(): Promise<void> {
    follower.follow(cover);
    await meanwhile();
    streams[0]!.say(told({resources: [palace, gala]}), told({snapshotComplete: true, revisionToken: 'one'}));
    await meanwhile();
  }

  it('reads a snapshot of the days, and is live then', async () => {
    await live();
    expect(streams[0]!.request).toMatchObject({snapshot: true, afterRevisionToken: '', filter: {events: {
      window: {firstDay: {year: 2027, month: 5, day: 1}, lastDay: {day: 31}}}}});
    expect(streams[0]!.request.progressInterval?.seconds).toBe(20n);
    expect(connections.map((one) => one.state)).toEqual(['reading', 'reading', 'live']);
    expect([...schedule.events.keys()]).toEqual(['events/gala']);
    expect(changes).toEqual(['all']);
  });

  it('tells which events changed, and not of progress alone', async () => {
    await live();
    streams[0]!.say(told({revisions: [revision(ChangeKind.DELETED)], revisionToken: 'two'}),
                    told({revisionToken: 'three'}));
    await meanwhile();
    expect(changes).toEqual(['all', ['events/gala']]);
    expect(schedule.events.size).toBe(0);
    expect(follower.revisionToken).toBe('three');
  });

  it('applies a revision in parts when it has the last', async () => {
    await live();
    streams[0]!.say(told({revisions: [revision(ChangeKind.DELETED, {continues: true})], revisionToken: 'one'}));
    await meanwhile();
    expect(schedule.events.size).toBe(1);
    streams[0]!.say(told({revisions: [create(RevisionSchema)], revisionToken: 'two'}));
    await meanwhile();
    expect(schedule.events.size).toBe(0);
    expect(changes).toEqual(['all', ['events/gala']]);
  });

  it('goes on after its token when the connection was lost', async () => {
    await live();
    streams[0]!.say(new ConnectError('gone', Code.Unavailable));
    await meanwhile();
    expect(state()).toBe('lost');
    timers.pass();
    await meanwhile();
    expect(streams[1]!.request).toMatchObject({snapshot: false, afterRevisionToken: 'one'});
    streams[1]!.say(told({revisionToken: 'one'}));
    await meanwhile();
    expect(state()).toBe('live');
    expect(schedule.events.size).toBe(1);
  });

  it('waits longer each time, and no longer than half a minute', async () => {
    await live();
    const pauses = [];
    for (let count = 0; count < 9; ++count) {
      streams.at(-1)!.say(new ConnectError('gone', Code.Unavailable));
      await meanwhile();
      pauses.push(...timers.pauses);
      timers.pass();
      await meanwhile();
    }
    expect(pauses.slice(0, 3)).toEqual([500, 1000, 2000]);
    expect(pauses.at(-1)).toBe(30_000);
  });

  it('tries at once when it is asked to', async () => {
    await live();
    streams[0]!.say(new ConnectError('gone', Code.Unavailable));
    await meanwhile();
    follower.retry();
    await meanwhile();
    expect(streams).toHaveLength(2);
    // Only the watchdog of the stream.
    expect(timers.pauses).toEqual([45_000]);
  });

  it.each(['TOKEN_EXPIRED', 'HISTORY_REPLACED', 'TOKEN_OF_OTHER_STORE', 'RIGHTS_CHANGED'])(
      'reads a snapshot anew after %s', async (reason) => {
        await live();
        streams[0]!.say(new ConnectError('no', Code.OutOfRange, undefined,
                                         [{desc: ErrorInfoSchema, value: {reason, domain: 'taqvim.dev'}}]));
        await meanwhile();
        timers.pass();
        await meanwhile();
        expect(streams[1]!.request.snapshot).toBe(true);
        // What is there stays until the new is complete.
        expect(schedule.events.size).toBe(1);
        streams[1]!.say(told({snapshotComplete: true, revisionToken: 'new'}));
        await meanwhile();
        expect(schedule.events.size).toBe(0);
      });

  it.each([[Code.Unauthenticated, 'signed-out'], [Code.PermissionDenied, 'no-rights'],
           [Code.InvalidArgument, 'refused']])('ends where trying again changes nothing', async (code, kind) => {
    follower.follow(cover);
    await meanwhile();
    streams[0]!.say(new ConnectError('no', code));
    await meanwhile();
    expect(connections.at(-1)).toMatchObject({state: 'ended', failure: {kind}});
    expect(timers.pauses).toEqual([]);
  });

  it('has no stream while nobody looks, and goes on by its token after that', async () => {
    await live();
    follower.setVisible(false);
    await meanwhile();
    expect(state()).toBe('paused');
    expect(streams[0]!.ended).toBe(true);
    expect(timers.pauses).toEqual([]);
    follower.retry();
    await meanwhile();
    expect(streams).toHaveLength(1);
    follower.setVisible(true);
    await meanwhile();
    expect(streams[1]!.request).toMatchObject({snapshot: false, afterRevisionToken: 'one'});
  });

  it('has one stream when the days become others, and begins with what is on them', async () => {
    await live();
    follower.follow({first: day('2028-05-01'), last: day('2028-05-31')});
    await meanwhile();
    expect(streams.map(({ended}) => ended)).toEqual([true, false]);
    expect(streams[1]!.request).toMatchObject({snapshot: true, filter: {events: {window: {firstDay: {year: 2028}}}}});
    // Late words of the first are not heard.
    streams[0]!.say(told({revisions: [revision(ChangeKind.DELETED)], revisionToken: 'late'}));
    await meanwhile();
    expect(follower.revisionToken).toBe('');
    expect(schedule.events.size).toBe(1);
  });

  it('takes a stream as lost that is silent for too long', async () => {
    await live();
    expect(timers.pauses).toEqual([45_000]);
    timers.pass();
    await meanwhile();
    expect(state()).toBe('lost');
    expect(streams[0]!.ended).toBe(true);
    timers.pass();
    await meanwhile();
    expect(streams[1]!.request.afterRevisionToken).toBe('one');
  });

  it('asks for less where there is too much', async () => {
    follower.follow(cover);
    await meanwhile();
    for (let page = 0; page < 21; ++page) {
      streams[0]!.say(told({resources: Array.from({length: 1000}, (_, index) =>
        resource(event(`e${page}-${index}`, undefined)))}));
    }
    await meanwhile();
    expect(connections.at(-1)).toMatchObject({state: 'ended', failure: {kind: 'too-much'}});
    expect(streams[0]!.signal.aborted).toBe(true);
  });
});
