// Civil time as plain numbers, which are compared, added and sorted quickly: a *local time* is the
// milliseconds of what a clock shows, counted as if it were UTC; a *day* is the number of days
// since 1970-01-01. Neither is an instant: that takes a zone (zone_clock.ts). Pure.
import {Temporal} from 'temporal-polyfill';

export type Local = number;
export type Day = number;
// Milliseconds since 1970-01-01T00:00Z.
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export function dayOf(local: Local): Day {
  return Math.floor(local / DAY);
}

export function midnight(day: Day): Local {
  return day * DAY;
}

export function dayFrom(year: number, month: number, day: number): Day {
  return Date.UTC(year, month - 1, day) / DAY;
}

export function plainDate(day: Day): Temporal.PlainDate {
  const date = new Date(day * DAY);
  return new Temporal.PlainDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

export function dayOfPlain(date: Temporal.PlainDate): Day {
  return dayFrom(date.year, date.month, date.day);
}

// As `2027-05-10`.
export function formatDay(day: Day): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

// What formatDay makes of a day; undefined for any other text.
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  // 31 April would be 1 May.
  return Number.isNaN(time) || formatDay(time / DAY) !== text ? undefined : time / DAY;
}

// 1 for Monday to 7 for Sunday.
export function weekday(day: Day): number {
  return ((day + 3) % 7 + 7) % 7 + 1;
}

// The Monday of its week.
export function weekBegin(day: Day): Day {
  return day - weekday(day) + 1;
}

export function monthBegin(day: Day): Day {
  const date = plainDate(day);
  return dayFrom(date.year, date.month, 1);
}

// The same day so many months later, or the last of a month that is shorter.
export function addMonths(day: Day, months: number): Day {
  return dayOfPlain(plainDate(day).add({months}));
}
