// The axis: the columns of a window, and where on it a time is. A place has its own local times:
// 18:00 in Baku and 18:00 in Astana are at the same spot, though an hour apart, and the clock of
// each row is said beside it. Where one zone was chosen, its clock is that of all rows.
//
// A day by the hour has a column for each hour that the clock of any row shows: 23, 24 or 25 of
// them, and an hour that is shown twice has two. In the other columns a day is as wide as any
// other, however many hours it has. Pure.
import {HOUR, dayOf, midnight, monthBegin, addMonths, weekBegin, type Day, type Instant,
        type Local} from './civil';
import type {Window} from './window';
import type {ZoneClock} from './zone_clock';

export interface Column {
  unit: 'hour' | 'day' | 'week' | 'month';
  // Where on the axis.
  from: number;
  to: number;
  // When it begins by the clocks.
  start: Local;
  // Of an hour: whether it is one that a clock shows again.
  again: boolean;
  // Of a day: how many hours it has by the clock that differs most from 24.
  hours: number;
}

export class Axis {
  // Undefined but for a day by the hour: of each hour that is shown, by when it begins, where.
  private readonly firstTimes = new Map<Local, number>();
  private readonly againTimes = new Map<Local, number>();
  readonly columns: readonly Column[];
  // In hours for a day by the hour, else in days.
  readonly length: number;

  constructor(readonly window: Window, clocks: readonly ZoneClock[]) {
    this.columns = window.view === 'day' ? this.hours(clocks) : this.wholeDays(clocks);
    this.length = this.columns.at(-1)?.to ?? 0;
  }

  get byHour(): boolean {
    return this.window.view === 'day';
  }

  // Where a moment is, by that clock: below 0 or above `length` where it is not on the axis.
  at(instant: Instant, clock: ZoneClock): number {
    if (instant === Infinity) return Infinity;
    if (instant === -Infinity) return -Infinity;
    return this.byHour ? this.atHour(instant, clock) : this.atPartOfDay(instant, clock);
  }

  // Where a day begins.
  atDay(day: Day): number {
    if (!this.byHour) return day - this.window.first;
    if (day <= this.window.first) return (day - this.window.first) * 24;
    return this.length + (day - this.window.last - 1) * 24;
  }

  private atPartOfDay(instant: Instant, clock: ZoneClock): number {
    const day = dayOf(clock.localOf(instant));
    const begin = clock.dayBegin(day);
    const end = clock.dayBegin(day + 1);
    const part = end > begin ? (instant - begin) / (end - begin) : 0;
    return day - this.window.first + Math.min(Math.max(part, 0), 1);
  }

  private atHour(instant: Instant, clock: ZoneClock): number {
    const local = clock.localOf(instant);
    const hour = Math.floor(local / HOUR) * HOUR;
    const again = this.againTimes.size > 0 && clock.isSecondTime(instant);
    const at = (again ? this.againTimes.get(hour) : undefined) ?? this.firstTimes.get(hour);
    if (at !== undefined) return at + (local - hour) / HOUR;
    const day = dayOf(local);
    if (day < this.window.first) return (local - midnight(this.window.first)) / HOUR;
    return this.length + (local - midnight(this.window.last + 1)) / HOUR;
  }

  private hours(clocks: readonly ZoneClock[]): Column[] {
    const columns: Column[] = [];
    const add = (start: Local, again: boolean, of: Map<Local, number>) => {
      of.set(start, columns.length);
      columns.push({unit: 'hour', from: columns.length, to: columns.length + 1, start, again,
                    hours: 1});
    };
    for (let start = midnight(this.window.first); start < midnight(this.window.last + 1);
         start += HOUR) {
      // Within the hour a clock may be turned, by half an hour in places.
      const times = (clock: ZoneClock) => Math.max(
          ...[0, 0.25, 0.5, 0.75].map((part) => clock.instantsOf(start + part * HOUR).length));
      const most = clocks.length === 0 ? 1 : Math.max(...clocks.map(times));
      if (most > 0) add(start, false, this.firstTimes);
      if (most > 1) add(start, true, this.againTimes);
    }
    return columns;
  }

  private wholeDays(clocks: readonly ZoneClock[]): Column[] {
    const {view, first, last} = this.window;
    const unit = view === 'quarter' ? 'week' : view === 'year' ? 'month' : 'day';
    const columns: Column[] = [];
    for (let day = first; day <= last;) {
      const next = unit === 'day' ? day + 1 :
                   unit === 'week' ? weekBegin(day) + 7 : addMonths(monthBegin(day), 1);
      const end = Math.min(next, last + 1);
      const hours = unit === 'day' ? hoursOf(day, clocks) : 0;
      columns.push({unit, from: day - first, to: end - first, start: midnight(day), again: false,
                    hours});
      day = end;
    }
    return columns;
  }
}

// By the clock on which it differs most from 24.
function hoursOf(day: Day, clocks: readonly ZoneClock[]): number {
  const of = (clock: ZoneClock) => (clock.dayBegin(day + 1) - clock.dayBegin(day)) / HOUR;
  return clocks.map(of).reduce((most, one) => Math.abs(one - 24) > Math.abs(most - 24) ? one : most,
                               24);
}

