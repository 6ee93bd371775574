import {describe, expect, it} from 'vitest';
import {closure, dated, day, timed, venue, weekdays} from '../testing/things';
import {Axis} from './axis';
import {closedHours, closuresOn} from './bands';
import {windowOf, type View} from './window';
import {ZoneClock} from './zone_clock';

const almaty = new ZoneClock('Asia/Almaty');
const berlin = new ZoneClock('Europe/Berlin');
const axisOf = (view: View, on: string, clock = almaty) => new Axis(windowOf(view, day(on)), [clock]);
const HALL = 'venues/palace/spaces/hall';

describe('closures', () => {
  const on = (row: string, ...closures: ReturnType<typeof closure>[]) =>
      closuresOn(row, closures, axisOf('week', '2027-05-12'), almaty, almaty)
          .map(({from, to}) => [from, to]);

  it('are of the whole venue, or of the spaces that they name', () => {
    const all = closure('palace/holiday', dated('2027-05-12', '2027-05-13'));
    const hall = closure('palace/works', timed('2027-05-11T12:00', '2027-05-12T00:00'), {spaces: [HALL]});
    expect(on(HALL, all, hall)).toEqual([[2, 4], [1.5, 2]]);
    expect(on('venues/palace', all, hall)).toEqual([[2, 4]]);
    expect(on('venues/haus', all, hall)).toEqual([]);
  });

  it('are there for good, and cut at the window', () => {
    expect(on(HALL, closure('palace/ruin', dated('2027-05-01')))).toEqual([[0, 7]]);
    expect(on(HALL, closure('palace/past', dated('2027-05-01', '2027-05-09')))).toEqual([]);
  });
});

describe('opening hours', () => {
  const palace = venue('palace', {openingHours: weekdays.flatMap((on) => [
    {day: on, open: {hours: 9}, close: {hours: 13}}, {day: on, open: {hours: 14}, close: {hours: 24}}])});
  const closed = (view: View, on: string, clock = almaty, own = almaty) =>
      closedHours(palace, axisOf(view, on, clock), clock, own).map(({from, to}) => [from, to]);

  it('are to the minute on a day', () => {
    expect(closed('day', '2027-05-12')).toEqual([[0, 9], [13, 14]]);
  });
  it('leave out whole days of a week and a month', () => {
    expect(closed('week', '2027-05-12').at(-1)).toEqual([5, 7]);
    expect(closed('month', '2027-05-12')[0]).toEqual([0, 2]);
    expect(closed('year', '2027-05-12')).toEqual([]);
  });
  it('are those of the place on any clock', () => {
    // In Berlin it is three hours earlier.
    expect(closed('day', '2027-05-12', berlin)).toEqual([[0, 6], [10, 11], [21, 24]]);
  });
  it('are not said of what is always open', () => {
    expect(closedHours(venue('haus'), axisOf('day', '2027-05-12'), almaty, almaty)).toEqual([]);
  });
});
