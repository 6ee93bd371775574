// When something is: periods of the contract as numbers, and what is in use before and after them.
// Pure.
import type {Booking} from '../../gen/taqvim/v1/booking_pb';
import type {Period} from '../../gen/taqvim/v1/time_pb';
import type {Date as ProtoDate} from '../../gen/google/type/date_pb';
import type {DateTime} from '../../gen/google/type/datetime_pb';
import {DAY, SECOND, dayFrom, midnight, type Day, type Local} from './civil';
import type {SaidPeriod, Span, ZoneClock} from './zone_clock';

// A period with times of day, or whole days; the last one undefined where it is permanent.
export type When =
    {kind: 'timed'; said: SaidPeriod} | {kind: 'dated'; first: Day; last: Day | undefined};

export function dayOfProto(date: ProtoDate): Day {
  return dayFrom(date.year, date.month, date.day);
}

export function protoOfDay(day: Day): {year: number; month: number; day: number} {
  const date = new Date(midnight(day));
  return {year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate()};
}

function localOfProto(time: DateTime): Local {
  return midnight(dayFrom(time.year, time.month, time.day)) +
      ((time.hours * 60 + time.minutes) * 60 + time.seconds) * SECOND;
}

function offsetOfProto(time: DateTime): number | undefined {
  if (time.timeOffset.case !== 'utcOffset') return undefined;
  return Number(time.timeOffset.value.seconds) * SECOND;
}

// Undefined where nothing is said.
export function whenOf(period: Period | undefined): When | undefined {
  const kind = period?.kind;
  if (kind?.case === 'timed' && kind.value.start && kind.value.end) {
    const {start, end} = kind.value;
    return {kind: 'timed', said: {
      start: localOfProto(start), startOffset: offsetOfProto(start),
      end: localOfProto(end), endOffset: offsetOfProto(end),
    }};
  }
  if (kind?.case === 'dated' && kind.value.firstDay) {
    const {firstDay, end} = kind.value;
    return {kind: 'dated', first: dayOfProto(firstDay),
            last: end.case === 'lastDay' ? dayOfProto(end.value) : undefined};
  }
  return undefined;
}

// The local time at which it begins.
export function beginOf(when: When): Local {
  return when.kind === 'timed' ? when.said.start : midnight(when.first);
}

// The same so much later by the clocks. Offsets are of the time that was said, and stay behind.
export function shifted(when: When, by: number): When {
  if (by === 0) return when;
  if (when.kind === 'timed') {
    return {kind: 'timed', said: {start: when.said.start + by, end: when.said.end + by}};
  }
  const days = Math.round(by / DAY);
  return {kind: 'dated', first: when.first + days,
          last: when.last === undefined ? undefined : when.last + days};
}

export function spanOf(when: When, clock: ZoneClock): Span {
  return when.kind === 'timed' ? clock.spanOf(when.said) :
                                 clock.spanOfDays(when.first, when.last);
}

// What is in use: the period with set-up and tear-down, by elapsed time around times of day, and
// by whole days around whole days.
export function inUse(when: When, booking: Booking, clock: ZoneClock): Span {
  if (when.kind === 'dated') {
    const last = when.last === undefined ? undefined : when.last + booking.tearDownDays;
    return clock.spanOfDays(when.first - booking.setUpDays, last);
  }
  const span = clock.spanOf(when.said);
  const setUp = Number(booking.setUp?.seconds ?? 0n) * SECOND;
  const tearDown = Number(booking.tearDown?.seconds ?? 0n) * SECOND;
  return {start: span.start - setUp, end: span.end + tearDown};
}
