// The follower: keeps the schedule what the server has, by one stream of changes at most.
//
// It reads a snapshot of what takes place on the days that are looked at, then the changes as they
// are made, and goes on after the last token that came whenever the connection was lost. While the
// page is hidden it has no stream: a browser has six connections for a server over HTTP/1.1, and a
// page that nobody sees must not take one. When it is shown again, it goes on by its token, and
// so is told what it missed. A stream that is silent for longer than the server may be is taken as
// lost.
//
// Not reentrant: what it calls back must not call it within the call.
import {create} from '@bufbuild/protobuf';
import {
  ChangeFilterSchema, ResourceKind, type Revision,
} from '../../gen/taqvim/v1/change_pb';
import {
  WatchChangesRequestSchema, type WatchChangesRequest, type WatchChangesResponse,
} from '../../gen/taqvim/v1/change_service_pb';
import type {Day} from '../model/civil';
import {protoOfDay} from '../model/periods';
import type {Schedule} from '../model/schedule';
import {failureOf, mustStartOver, type Failure} from './failure';
import type {Timers} from './timers';

export interface Cover {
  first: Day;
  last: Day;
}

export type Connection =
    // A snapshot is being read; so many events have come.
    {state: 'reading'; events: number} |
    {state: 'live'} |
    // Nobody looks.
    {state: 'paused'} |
    // The connection was lost; it is tried again by itself.
    {state: 'lost'; failure: Failure} |
    // Trying again changes nothing: somebody has to sign in, or to ask for less.
    {state: 'ended'; failure: Failure};

export type Watch =
    (request: WatchChangesRequest, options: {signal: AbortSignal}) => AsyncIterable<WatchChangesResponse>;

export interface FollowerOptions {
  watch: Watch;
  schedule: Schedule;
  timers: Timers;
  // Called when the schedule has become another: with the events that changed, or 'all' when a
  // snapshot is complete.
  changed: (what: readonly string[] | 'all') => void;
  connection: (connection: Connection) => void;
}

// The server says at least how far it has come.
const PROGRESS_SECONDS = 20;
const SILENCE = 2 * PROGRESS_SECONDS * 1000 + 5_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
// A page that would show more is of no use to anybody, and takes too much memory.
export const MOST_EVENTS = 20_000;

const KINDS = [
  ResourceKind.EVENT, ResourceKind.VENUE, ResourceKind.SPACE, ResourceKind.CLOSURE,
  ResourceKind.ORGANIZATION, ResourceKind.PARTICIPANT,
];

export class Follower {
  private cover: Cover | undefined;
  // Up to where all has been told, of the cover; empty: a snapshot is needed.
  private token = '';
  private visible = true;
  private stream: AbortController | undefined;
  private failures = 0;
  private cancelPause: (() => void) | undefined;
  // A revision that comes in parts, so far.
  private parts: Revision | undefined;

  constructor(private readonly options: FollowerOptions) {}

  // The token of the newest revision that was told; empty before the first snapshot.
  get revisionToken(): string {
    return this.token;
  }

  // Follows what takes place on these days. What was read before stays in the schedule until the
  // snapshot of the new days is complete.
  follow(cover: Cover): void {
    this.cover = cover;
    this.token = '';
    this.restart();
  }

  // Whether somebody looks.
  setVisible(visible: boolean): void {
    if (visible === this.visible) return;
    this.visible = visible;
    if (visible) return this.restart();
    this.stop();
    this.options.connection({state: 'paused'});
  }

  // Tries at once: the network came back, somebody has signed in or asked for it.
  retry(): void {
    if (this.visible && this.cover) this.restart();
  }

  // As somebody else: what was told counts no more.
  startOver(): void {
    this.token = '';
    this.retry();
  }

  stop(): void {
    this.cancelPause?.();
    this.cancelPause = undefined;
    this.stream?.abort();
    this.stream = undefined;
  }

  private restart(): void {
    this.stop();
    this.failures = 0;
    if (this.visible && this.cover) void this.run();
  }

  private async run(): Promise<void> {
    const stream = new AbortController();
    this.stream = stream;
    this.parts = undefined;
    const snapshot = this.token === '';
    if (snapshot) {
      this.options.schedule.beginSnapshot();
      this.options.connection({state: 'reading', events: 0});
    }
    let failure: Failure;
    try {
      await this.read(stream);
      failure = {kind: 'lost', reason: '', message: 'The server has ended the stream.', wait: 0};
    } catch (error) {
      failure = failureOf(error);
    }
    if (this.stream === stream) this.fail(failure);
  }

  private async read(stream: AbortController): Promise<void> {
    const {watch, timers} = this.options;
    let cancelWatchdog = timers.after(SILENCE, () => this.loseSilent(stream));
    try {
      for await (const response of watch(this.request(), {signal: stream.signal})) {
        if (this.stream !== stream) return;
        cancelWatchdog();
        cancelWatchdog = timers.after(SILENCE, () => this.loseSilent(stream));
        if (!this.take(response)) return;
      }
    } finally {
      cancelWatchdog();
    }
  }

  private loseSilent(stream: AbortController): void {
    if (this.stream !== stream) return;
    stream.abort();
    this.fail({kind: 'lost', reason: '', message: 'The server has said nothing for too long.', wait: 0});
  }

  private request(): WatchChangesRequest {
    const {first, last} = this.cover!;
    return create(WatchChangesRequestSchema, {
      snapshot: this.token === '', afterRevisionToken: this.token,
      progressInterval: {seconds: BigInt(PROGRESS_SECONDS)},
      filter: create(ChangeFilterSchema, {
        resourceKinds: KINDS,
        events: {window: {firstDay: protoOfDay(first), lastDay: protoOfDay(last)}},
      }),
    });
  }

  // Takes what came; false where that was too much, and the end.
  private take(response: WatchChangesResponse): boolean {
    const {schedule, connection, changed} = this.options;
    const reading = this.token === '';
    schedule.putAll(response.resources);
    const told = schedule.apply(this.whole(response.revisions));
    if (reading && !response.snapshotComplete) {
      if (schedule.incomingEvents > MOST_EVENTS) {
        this.fail({kind: 'too-much', reason: '', wait: 0,
                   message: `More than ${MOST_EVENTS} events are on these days.`});
        return false;
      }
      connection({state: 'reading', events: schedule.incomingEvents});
      return true;
    }
    if (response.revisionToken !== '') this.token = response.revisionToken;
    this.failures = 0;
    if (reading) schedule.completeSnapshot();
    connection({state: 'live'});
    if (reading) changed('all');
    else if (response.revisions.length > 0 && !this.parts) changed(told);
    return true;
  }

  // The revisions, with those that come in parts put together when the last part is there.
  private whole(revisions: readonly Revision[]): Revision[] {
    const whole: Revision[] = [];
    for (const revision of revisions) {
      if (this.parts) this.parts.changes.push(...revision.changes);
      else this.parts = revision;
      if (revision.continues) continue;
      whole.push(this.parts);
      this.parts = undefined;
    }
    return whole;
  }

  private fail(failure: Failure): void {
    this.stream?.abort();
    this.stream = undefined;
    if (mustStartOver(failure)) {
      this.token = '';
    } else if (failure.kind !== 'lost') {
      this.options.connection({state: 'ended', failure});
      return;
    }
    ++this.failures;
    const longest = Math.min(FIRST_PAUSE * 2 ** (this.failures - 1), LONGEST_PAUSE);
    // Not all at once: a server that comes back has many who wait for it.
    const pause = Math.max(failure.wait, longest * (0.5 + this.options.timers.random() / 2));
    this.options.connection({state: 'lost', failure});
    this.cancelPause = this.options.timers.after(pause, () => {
      this.cancelPause = undefined;
      void this.run();
    });
  }
}
