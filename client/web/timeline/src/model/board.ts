// The board: all that is shown of the schedule in a window, laid out. Pure.
import type {Seeing} from './address';
import {Axis} from './axis';
import {closedHours, closuresOn, type Band} from './bands';
import {isCertainEnough, isShown} from './filter';
import {layOut, type ClockOf, type LaidRow} from './layout';
import {rowsOf, zonesOf, type Row} from './rows';
import type {Schedule} from './schedule';
import type {Texts} from './texts';
import {NOWHERE, PROGRAMMES, type Use} from './uses';
import {venueOf} from './places';
import type {Window} from './window';

export interface Board {
  window: Window;
  axis: Axis;
  // Those in the window, of what the filters leave.
  uses: readonly Use[];
  rows: readonly LaidRow[];
  // The zones of the rows, and the clock by which what is in a zone is drawn.
  zones: readonly string[];
  drawn: ClockOf;
  // How wide a unit of the axis is, and all of it, in pixels.
  unit: number;
  width: number;
}

export interface BoardAsked {
  schedule: Schedule;
  seeing: Seeing;
  window: Window;
  title: (texts: Texts) => string;
  // How much room there is for the axis, in pixels.
  room: number;
}

// The least width of a column.
const LEAST = {day: 58, week: 132, month: 42, quarter: 84, year: 84} as const;
// What is shorter is drawn so wide, to be seen and hit.
const SHORTEST_BLOCK = 26;

// What the filters leave of all that is known.
export function shownUses(schedule: Schedule, {filter, venues}: Seeing): Use[] {
  const uses: Use[] = [];
  for (const event of schedule.events.values()) {
    if (!isShown(event, filter.text === '' ? '' : schedule.searchTextOf(event), filter)) continue;
    for (const use of schedule.usesOf(event)) {
      const isThere = venues.size === 0 || use.place === PROGRAMMES || use.place === NOWHERE ||
          venues.has(venueOf(use.place));
      if (isThere && isCertainEnough(use.certainty, filter)) uses.push(use);
    }
  }
  return uses;
}

export function boardOf({schedule, seeing, window, title, room}: BoardAsked): Board {
  const {places, clocks} = schedule;
  const uses = shownUses(schedule, seeing);
  const usedPlaces = new Set(uses.flatMap(({place}) => [place, venueOf(place)]));
  const rows = rowsOf(places, {venues: seeing.venues, title, inUse: (place) => usedPlaces.has(place)});
  const zones = zonesOf(rows);
  const chosen = seeing.zone === '' ? undefined : clocks.of(seeing.zone);
  const drawn: ClockOf = (zone) => chosen ?? clocks.of(zone);
  const axis = new Axis(window, chosen ? [chosen] : zones.map((zone) => clocks.of(zone)));
  const width = Math.max(room, axis.columns.length * LEAST[window.view]);
  const unit = width / axis.length;
  const hours = new Map<string, Band[]>();
  const bandsOf = (row: Row): Band[] => {
    if (!row.venue) return [];
    const own = clocks.of(row.zone);
    const clock = drawn(row.zone);
    let closed = hours.get(row.venue.name);
    if (!closed) {
      closed = closedHours(row.venue, axis, clock, own);
      hours.set(row.venue.name, closed);
    }
    return [...closed, ...closuresOn(row.key, schedule.closures.values(), axis, clock, own)];
  };
  const laid = layOut({axis, rows, uses, places, drawn, bandsOf, shortest: SHORTEST_BLOCK / unit,
                       onlyInUse: seeing.onlyInUse});
  return {window, axis, uses, rows: laid, zones, drawn, unit, width};
}
