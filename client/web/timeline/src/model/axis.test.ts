import {describe, expect, it} from 'vitest';
import {day} from '../testing/things';
import {Axis} from './axis';
import {HOUR, MINUTE} from './civil';
import {VIEWS, windowOf} from './window';
import {ZoneClock} from './zone_clock';

const berlin = new ZoneClock('Europe/Berlin');
const almaty = new ZoneClock('Asia/Almaty');
const lordHowe = new ZoneClock('Australia/Lord_Howe');
const hoursOf = (axis: Axis) => axis.columns.map(({start, again}) =>
    new Date(start).toISOString().slice(11, 16) + (again ? ' again' : ''));

describe('the axis of a day by the hour', () => {
  it('has 24 columns, and in each the time that the clock of the row shows', () => {
    const axis = new Axis(windowOf('day', day('2027-05-10')), [berlin, almaty]);
    expect(axis.length).toBe(24);
    // The same spot, at other moments.
    expect(axis.at(almaty.instantOf(Date.UTC(2027, 4, 10, 18, 30)), almaty)).toBe(18.5);
    expect(axis.at(berlin.instantOf(Date.UTC(2027, 4, 10, 18, 30)), berlin)).toBe(18.5);
  });

  it('has 25 where the clocks show an hour twice, and both are apart', () => {
    const axis = new Axis(windowOf('day', day('2027-10-31')), [berlin]);
    expect(axis.length).toBe(25);
    expect(hoursOf(axis).slice(1, 5)).toEqual(['01:00', '02:00', '02:00 again', '03:00']);
    expect(axis.at(Date.parse('2027-10-31T00:30Z'), berlin)).toBe(2.5);
    expect(axis.at(Date.parse('2027-10-31T01:30Z'), berlin)).toBe(3.5);
    expect(axis.at(Date.parse('2027-10-31T02:00Z'), berlin)).toBe(4);
  });

  it('has 23 where they skip one, and 24 where only some do', () => {
    const spring = windowOf('day', day('2027-03-28'));
    expect(hoursOf(new Axis(spring, [berlin])).slice(1, 3)).toEqual(['01:00', '03:00']);
    expect(new Axis(spring, [berlin]).length).toBe(23);
    expect(new Axis(spring, [berlin, almaty]).length).toBe(24);
  });

  it('has the hour of which half is shown twice', () => {
    const axis = new Axis(windowOf('day', day('2027-04-04')), [lordHowe]);
    expect(hoursOf(axis).slice(1, 4)).toEqual(['01:00', '01:00 again', '02:00']);
  });

  it('goes on before and after', () => {
    const axis = new Axis(windowOf('day', day('2027-05-10')), [almaty]);
    expect(axis.at(almaty.dayBegin(day('2027-05-10')) - HOUR, almaty)).toBe(-1);
    expect(axis.at(almaty.dayBegin(day('2027-05-11')) + HOUR, almaty)).toBe(25);
    expect([axis.atDay(day('2027-05-10')), axis.atDay(day('2027-05-11'))]).toEqual([0, 24]);
    expect(axis.at(Infinity, almaty)).toBe(Infinity);
  });
});

describe('an axis of days', () => {
  it('has days that are as wide as any other, however long', () => {
    const axis = new Axis(windowOf('week', day('2027-10-31')), [berlin]);
    expect(axis.length).toBe(7);
    expect(axis.columns.map(({hours}) => hours)).toEqual([24, 24, 24, 24, 24, 24, 25]);
    const begin = berlin.dayBegin(day('2027-10-31'));
    expect(axis.at(begin, berlin)).toBe(6);
    expect(axis.at(begin + 12.5 * HOUR, berlin)).toBe(6.5);
  });

  it('of a quarter has weeks, of a year months', () => {
    const quarter = new Axis(windowOf('quarter', day('2027-05-10')), []);
    expect(quarter.columns.slice(0, 2).map(({from, to}) => [from, to])).toEqual([[0, 4], [4, 11]]);
    const year = new Axis(windowOf('year', day('2028-05-10')), []);
    expect(year.columns.map(({from, to}) => to - from)).toEqual(
        [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
  });
});

// What is later is further on, on any clock and in any view.
it.each(VIEWS)('of a %s goes one way', (view) => {
  for (const on of ['2027-03-28', '2027-10-31', '2027-04-04', '2027-10-03', '2024-02-29']) {
    const clocks = [berlin, almaty, lordHowe];
    const axis = new Axis(windowOf(view, day(on)), clocks);
    for (const clock of clocks) {
      const from = clock.dayBegin(day(on) - 1);
      let before = -Infinity;
      for (let at = from; at < from + 72 * HOUR; at += 10 * MINUTE) {
        const now = axis.at(at, clock);
        expect(now, `${on} ${clock.zone} ${new Date(at).toISOString()}`).toBeGreaterThanOrEqual(before);
        before = now;
      }
    }
  }
});
