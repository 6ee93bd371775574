// The window: which days are looked at, and by which columns. Pure.
import {addMonths, dayFrom, monthBegin, plainDate, weekBegin, type Day} from './civil';

// A day by the hour, a week and a month by the day, a quarter by the week, a year by the month.
export const VIEWS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type View = typeof VIEWS[number];

// Both days are included.
export interface Window {
  view: View;
  first: Day;
  last: Day;
}

function quarterBegin(day: Day): Day {
  const {year, month} = plainDate(day);
  return dayFrom(year, month - (month - 1) % 3, 1);
}

// The window of that kind in which the day is. Weeks begin on Mondays.
export function windowOf(view: View, day: Day): Window {
  switch (view) {
    case 'day': return {view, first: day, last: day};
    case 'week': return {view, first: weekBegin(day), last: weekBegin(day) + 6};
    case 'month': return months(view, monthBegin(day), 1);
    case 'quarter': return months(view, quarterBegin(day), 3);
    case 'year': return months(view, dayFrom(plainDate(day).year, 1, 1), 12);
  }
}

function months(view: View, first: Day, count: number): Window {
  return {view, first, last: addMonths(first, count) - 1};
}

// A day of the window that comes so many windows later, or earlier.
export function stepped({view, first}: Window, by: number): Day {
  switch (view) {
    case 'day': return first + by;
    case 'week': return first + 7 * by;
    case 'month': return addMonths(first, by);
    case 'quarter': return addMonths(first, 3 * by);
    case 'year': return addMonths(first, 12 * by);
  }
}

// What is read of the server for a window: it, and the window before and after, so that a step
// needs no new reading; of a year half of each, as one can ask for 731 days.
export function coverOf(window: Window): {first: Day; last: Day} {
  const margin = Math.min(Math.max(window.last - window.first + 4, 14), 180);
  return {first: window.first - margin, last: window.last + margin};
}

export function covers(cover: {first: Day; last: Day}, window: Window): boolean {
  return cover.first <= window.first && window.last <= cover.last;
}
