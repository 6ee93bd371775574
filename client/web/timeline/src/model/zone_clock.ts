// The clock of a time zone: from what it shows to instants and back, as the contract reads civil
// times (proto/taqvim/v1/time.proto). Zone rules come from Temporal; they are kept as offsets
// between instants, so that thousands of times are read quickly.
//
// Not thread-safe, as nothing in a page is; it keeps what it has looked up.
import {Temporal} from 'temporal-polyfill';
import {DAY, midnight, type Day, type Instant, type Local} from './civil';

// Half-open, from `from` on, to the next of its era.
interface Stretch {
  from: Instant;
  offset: number;
}

// A time with its end; the end is Infinity where there is none.
export interface Span {
  start: Instant;
  end: Instant;
}

// What is said of a period: local times, and offsets in milliseconds where the clocks show the
// time twice.
export interface SaidPeriod {
  start: Local;
  end: Local;
  startOffset?: number | undefined;
  endOffset?: number | undefined;
}

// Rules are looked up by eras of so long, and only of those that are asked about: what lasts for
// centuries takes no longer to read than what is tomorrow.
const ERA = 4 * 365 * DAY;
// What is known of an era reaches so far beyond it on both sides.
const MARGIN = 5 * DAY;

export class ZoneClock {
  private readonly eras = new Map<number, readonly Stretch[]>();

  // Throws RangeError for a name that is no time zone.
  constructor(readonly zone: string) {
    this.eraAt(0);
  }

  // In milliseconds ahead of UTC.
  offsetAt(instant: Instant): number {
    return this.stretchAt(instant).offset;
  }

  // What the clock shows.
  localOf(instant: Instant): Local {
    return instant + this.offsetAt(instant);
  }

  // Whether what it shows then, it has shown before.
  isSecondTime(instant: Instant): boolean {
    const found = this.instantsOf(this.localOf(instant));
    return found.length > 1 && found[0] !== instant;
  }

  // When it shows that: once, twice in order, or never.
  instantsOf(local: Local): Instant[] {
    const around = this.stretchesAround(local);
    return around.filter(({from, offset}, index) => {
      const instant = local - offset;
      const next = around[index + 1];
      return instant >= from && (next === undefined || instant < next.from);
    }).map(({offset}) => local - offset);
  }

  // When a time that was said is: of two instants the one with the offset, or else the earlier;
  // of a time that the clocks skip, what it is by the offset before.
  instantOf(local: Local, offset?: number): Instant {
    const found = this.instantsOf(local);
    const said = found.find((instant) => offset !== undefined && local - instant === offset);
    return said ?? found[0] ?? local - this.offsetBeforeGap(local);
  }

  skips(local: Local): boolean {
    return this.instantsOf(local).length === 0;
  }

  // The first moment that the clock shows of the day.
  dayBegin(day: Day): Instant {
    const local = midnight(day);
    const found = this.instantsOf(local)[0];
    if (found !== undefined) return found;
    const around = this.stretchesAround(local);
    // The clocks skip midnight: it is the moment in which they do.
    const after = around.find(({from, offset}) => from + offset > local);
    return after?.from ?? local - this.offsetBeforeGap(local);
  }

  // A period that was said, read as the contract says: one that begins where the clocks skip, or
  // would not end after it begins, keeps the length of its local times, or, where both have an
  // offset, the time that elapses.
  spanOf({start, end, startOffset, endOffset}: SaidPeriod): Span {
    const from = this.instantOf(start, startOffset);
    const to = this.instantOf(end, endOffset);
    if (!this.skips(start) && to > from) return {start: from, end: to};
    const elapsed = startOffset !== undefined && endOffset !== undefined ?
        end - endOffset - (start - startOffset) : end - start;
    return {start: from, end: from + elapsed};
  }

  // The whole days, both included; without a last one, for ever.
  spanOfDays(first: Day, last: Day | undefined): Span {
    return {
      start: this.dayBegin(first),
      end: last === undefined ? Infinity : this.dayBegin(last + 1),
    };
  }

  private offsetBeforeGap(local: Local): number {
    const around = this.stretchesAround(local);
    const before = around.filter(({from, offset}) => from + offset <= local);
    return (before.at(-1) ?? around[0])!.offset;
  }

  // Those whose local times may be near.
  private stretchesAround(local: Local): readonly Stretch[] {
    const era = this.eraAt(local);
    const first = Math.max(0, indexAt(era, local - 2 * DAY));
    const last = indexAt(era, local + 2 * DAY);
    return era.slice(first, last + 1);
  }

  private stretchAt(instant: Instant): Stretch {
    const era = this.eraAt(instant);
    return era[indexAt(era, instant)]!;
  }

  private eraAt(time: number): readonly Stretch[] {
    const number = Math.floor(time / ERA);
    let era = this.eras.get(number);
    if (era === undefined) {
      era = this.readEra(number * ERA - MARGIN, (number + 1) * ERA + MARGIN);
      this.eras.set(number, era);
    }
    return era;
  }

  private readEra(begin: Instant, end: Instant): Stretch[] {
    let at = Temporal.Instant.fromEpochMilliseconds(begin).toZonedDateTimeISO(this.zone);
    const stretches = [{from: begin, offset: at.offsetNanoseconds / 1e6}];
    for (;;) {
      const next = at.getTimeZoneTransition('next');
      if (next === null || next.epochMilliseconds > end) return stretches;
      stretches.push({from: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6});
      at = next;
    }
  }
}

// The index of the last stretch that has begun by then; -1 before the first.
function indexAt(stretches: readonly Stretch[], instant: Instant): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (stretches[middle]!.from <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// Clocks by their zones, each made once.
export class ZoneClocks {
  private readonly clocks = new Map<string, ZoneClock>();

  // That of UTC for a name that this browser does not know.
  of(zone: string): ZoneClock {
    let clock = this.clocks.get(zone);
    if (clock === undefined) {
      try {
        clock = new ZoneClock(zone);
      } catch {
        clock = new ZoneClock('UTC');
      }
      this.clocks.set(zone, clock);
    }
    return clock;
  }

  isKnown(zone: string): boolean {
    return this.of(zone).zone === zone;
  }
}
