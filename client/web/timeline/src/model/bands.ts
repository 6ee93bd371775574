// Bands behind the blocks: when a venue or a space is closed, by a closure or by the hours at which
// it opens. Pure.
import type {Closure} from '../../gen/taqvim/v1/closure_pb';
import type {Venue} from '../../gen/taqvim/v1/venue_pb';
import type {Axis} from './axis';
import {DAY, HOUR, MINUTE, midnight, weekday, type Day} from './civil';
import {spanOf, whenOf} from './periods';
import {venueOf} from './places';
import type {Texts} from './texts';
import type {ZoneClock} from './zone_clock';

export interface Band {
  kind: 'closure' | 'hours';
  key: string;
  from: number;
  to: number;
  // Of a closure, why.
  reason: Texts;
}

function clipped(from: number, to: number, axis: Axis): {from: number; to: number} | undefined {
  const band = {from: Math.max(from, 0), to: Math.min(to, axis.length)};
  return band.to > band.from ? band : undefined;
}

// The closures of the venue as far as they concern the row of the venue or of a space of it.
export function closuresOn(row: string, closures: Iterable<Closure>, axis: Axis,
                           clock: ZoneClock, own: ZoneClock): Band[] {
  const bands: Band[] = [];
  for (const closure of closures) {
    if (venueOf(closure.name) !== venueOf(row)) continue;
    if (closure.spaces.length > 0 && !closure.spaces.includes(row)) continue;
    const when = whenOf(closure.period);
    if (!when) continue;
    const at = when.kind === 'dated' ?
        clipped(axis.atDay(when.first), when.last === undefined ? Infinity : axis.atDay(when.last + 1),
                axis) :
        clipped(axis.at(spanOf(when, own).start, clock), axis.at(spanOf(when, own).end, clock), axis);
    if (at) bands.push({kind: 'closure', key: closure.name, ...at, reason: closure.reason});
  }
  return bands;
}

// When the doors are open on the day, as milliseconds of it by the clock, in order.
function openOn(venue: Venue, day: Day): [number, number][] {
  return venue.openingHours.filter(({day: on}) => Number(on) === weekday(day))
      .map(({open, close}): [number, number] => [
        (open?.hours ?? 0) * HOUR + (open?.minutes ?? 0) * MINUTE,
        (close?.hours ?? 0) * HOUR + (close?.minutes ?? 0) * MINUTE,
      ])
      .sort((a, b) => a[0] - b[0]);
}

// When the venue is not open, by its weekly hours: to the minute on days and weeks, whole days in
// what is longer. A venue without hours is always open. `own` is its clock, `clock` that of the
// axis.
export function closedHours(venue: Venue, axis: Axis, clock: ZoneClock, own: ZoneClock): Band[] {
  if (venue.openingHours.length === 0) return [];
  const {view, first, last} = axis.window;
  const isFine = view === 'day' || view === 'week';
  if (!isFine && view !== 'month') return [];
  const bands: Band[] = [];
  const add = (from: number, to: number) => {
    const at = clipped(from, to, axis);
    const before = bands.at(-1);
    if (at && before && before.to >= at.from) before.to = Math.max(before.to, at.to);
    else if (at) bands.push({kind: 'hours', key: `hours ${at.from}`, ...at, reason: {}});
  };
  // Another clock has begun its day before, or has yet to.
  for (let day = first - 1; day <= last + 1; ++day) {
    const open = openOn(venue, day);
    if (!isFine) {
      if (open.length === 0) add(axis.atDay(day), axis.atDay(day + 1));
      continue;
    }
    const at = (time: number) => time >= DAY ? axis.at(own.dayBegin(day + 1), clock) :
        time <= 0 ? axis.at(own.dayBegin(day), clock) :
                    axis.at(own.instantOf(midnight(day) + time), clock);
    let closedFrom = 0;
    for (const [from, to] of open) {
      add(at(closedFrom), at(from));
      closedFrom = Math.max(closedFrom, to);
    }
    add(at(closedFrom), at(DAY));
  }
  return bands;
}
