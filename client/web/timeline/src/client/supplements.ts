// What the stream of changes does not tell, asked for after it: when events that repeat take place,
// how holds stand among others, and what stands in conflict. All of it is worked out by the server
// when it is asked.
//
// After a change it waits a moment for more of them; then asks once, and again only when there was
// another change meanwhile. What the caller has no right to is not asked for again.
import type {Client} from '@connectrpc/connect';
import {EventState, type Event} from '../../gen/taqvim/v1/event_pb';
import type {EventService} from '../../gen/taqvim/v1/event_service_pb';
import type {Occurrence} from '../../gen/taqvim/v1/occurrence_pb';
import type {ScheduleService} from '../../gen/taqvim/v1/schedule_service_pb';
import type {StandingConflict} from '../../gen/taqvim/v1/standing_conflict_pb';
import {protoOfDay} from '../model/periods';
import type {Schedule} from '../model/schedule';
import {failureOf} from './failure';
import type {Cover} from './follower';
import type {Timers} from './timers';

export interface SupplementsOptions {
  events: Client<typeof EventService>;
  schedules: Client<typeof ScheduleService>;
  schedule: Schedule;
  timers: Timers;
  // The newest revision that was told: no answer may be older.
  token: () => string;
  // Called when something has come: the conflicts on the days, unless the caller may not see them.
  came: (conflicts: readonly StandingConflict[] | undefined) => void;
}

const MOMENT = 200;
// After what failed, though the stream may go on.
const RETRY = 5_000;
const PAGE = 1_000;
// Beyond so many pages there is more than anybody looks through.
const MOST_PAGES = 50;
// More repeating events than these are asked for by the days, all at once.
const FEW = 5;
const REPEATS_BEFORE = 31;

export class Supplements {
  private cover: Cover | undefined;
  private dirty: Set<string> | 'all' = new Set();
  private cancelMoment: (() => void) | undefined;
  // Whether what it waits for is longer than a moment, after a failure.
  private isRetry = false;
  private running: AbortController | undefined;
  private conflictsForbidden = false;

  constructor(private readonly options: SupplementsOptions) {}

  // After events have changed, or everything may have, or the connection is back.
  ask(cover: Cover, changed: readonly string[] | 'all'): void {
    this.cover = cover;
    this.soil(changed);
    if (this.running || this.cancelMoment && !this.isRetry) return;
    this.cancelMoment?.();
    this.runAfter(MOMENT);
  }

  // Nothing is asked until the next change; as somebody else, what was forbidden may not be.
  stop(): void {
    this.cancelMoment?.();
    this.cancelMoment = undefined;
    this.running?.abort();
    this.running = undefined;
    this.dirty = new Set();
    this.conflictsForbidden = false;
  }

  private soil(what: Iterable<string> | 'all'): void {
    if (what === 'all') this.dirty = 'all';
    else if (this.dirty !== 'all') for (const name of what) this.dirty.add(name);
  }

  private runAfter(pause: number): void {
    this.isRetry = pause === RETRY;
    this.cancelMoment = this.options.timers.after(pause, () => {
      this.cancelMoment = undefined;
      void this.run();
    });
  }

  private async run(): Promise<void> {
    const running = new AbortController();
    this.running = running;
    const dirty = this.dirty;
    this.dirty = new Set();
    try {
      await this.askOccurrences(dirty, running.signal);
      await this.askStandings(running.signal);
      const conflicts = await this.askConflicts(running.signal);
      if (this.running === running) this.options.came(conflicts);
    } catch (error) {
      if (this.running !== running) return;
      this.running = undefined;
      // What is lost is asked for again; what is refused with the next change.
      if (failureOf(error).kind !== 'lost') return;
      this.soil(dirty);
      this.runAfter(RETRY);
      return;
    }
    if (this.running !== running) return;
    this.running = undefined;
    if (this.isDirty()) this.runAfter(MOMENT);
  }

  private isDirty(): boolean {
    return this.dirty === 'all' || this.dirty.size > 0;
  }

  private async askOccurrences(dirty: Set<string> | 'all', signal: AbortSignal): Promise<void> {
    const {schedule} = this.options;
    const repeating = schedule.repeating().filter(({name}) => dirty === 'all' || dirty.has(name));
    if (repeating.length === 0) return;
    if (repeating.length <= FEW) {
      for (const event of repeating) schedule.setOccurrences(event.name, await this.occurrencesOf(event, signal));
      return;
    }
    const byEvent = new Map(repeating.map(({name}): [string, Occurrence[]] => [name, []]));
    for (const one of await this.occurrencesOf(undefined, signal)) byEvent.get(one.event)?.push(one);
    for (const [name, occurrences] of byEvent) schedule.setOccurrences(name, occurrences);
  }

  // Those of an event, or of all, on the days. One that is called by its rule's day may reach into
  // them from before.
  private async occurrencesOf(event: Event | undefined, signal: AbortSignal): Promise<Occurrence[]> {
    const {first, last} = this.cover!;
    const window = {firstDay: protoOfDay(event ? first - REPEATS_BEFORE : first), lastDay: protoOfDay(last)};
    const occurrences: Occurrence[] = [];
    let pageToken = '';
    for (let page = 0; page < MOST_PAGES; ++page) {
      const answer = await this.options.events.listOccurrences({
        name: event?.name ?? '', window, pageSize: PAGE, pageToken,
        minRevisionToken: this.options.token(),
      }, {signal});
      occurrences.push(...answer.occurrences);
      pageToken = answer.nextPageToken;
      if (pageToken === '') break;
    }
    return occurrences;
  }

  private async askStandings(signal: AbortSignal): Promise<void> {
    const {schedule, events, token} = this.options;
    let names = schedule.tentative().map(({name}) => name);
    while (names.length > 0) {
      const answer = await events.batchGetEvents(
          {names: names.slice(0, PAGE), minRevisionToken: token()}, {signal});
      for (const event of answer.events) {
        if (event.state !== EventState.TENTATIVE) continue;
        schedule.setStandings(event.name, new Map(event.holds.map(
            ({booking, rank, blocked}) => [booking, {rank, blocked}])));
      }
      // Those that did not fit in the answer; fewer each time, or there is no end.
      const left = [...answer.remainingNames, ...names.slice(PAGE)];
      if (left.length >= names.length) return;
      names = left;
    }
  }

  private async askConflicts(signal: AbortSignal): Promise<StandingConflict[] | undefined> {
    if (this.conflictsForbidden) return undefined;
    const {first, last} = this.cover!;
    const window = {firstDay: protoOfDay(first), lastDay: protoOfDay(last)};
    const conflicts: StandingConflict[] = [];
    let pageToken = '';
    try {
      for (let page = 0; page < MOST_PAGES; ++page) {
        const answer = await this.options.schedules.listConflicts(
            {window, pageSize: PAGE, pageToken, minRevisionToken: this.options.token()}, {signal});
        conflicts.push(...answer.conflicts);
        pageToken = answer.nextPageToken;
        if (pageToken === '') break;
      }
    } catch (error) {
      if (failureOf(error).kind !== 'no-rights') throw error;
      this.conflictsForbidden = true;
      return undefined;
    }
    return conflicts;
  }
}
