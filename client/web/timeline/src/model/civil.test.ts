import {describe, expect, it} from 'vitest';
import {addMonths, dayFrom, formatDay, monthBegin, parseDay, weekBegin, weekday} from './civil';

describe('days', () => {
  it('are written and read as in ISO 8601', () => {
    expect(formatDay(dayFrom(2027, 5, 10))).toBe('2027-05-10');
    expect(parseDay('2027-05-10')).toBe(dayFrom(2027, 5, 10));
    expect(parseDay('1969-12-31')).toBe(-1);
  });
  it.each(['2027-5-10', '2027-04-31', '2027-13-01', 'today', '', '2027-05-10T00:00'])(
      'are not read from "%s"', (text) => expect(parseDay(text)).toBeUndefined());
  it('are of weeks that begin on Mondays', () => {
    const monday = dayFrom(2027, 5, 10);
    for (let after = 0; after < 7; ++after) {
      expect(weekday(monday + after)).toBe(after + 1);
      expect(weekBegin(monday + after)).toBe(monday);
    }
    expect(weekday(-1)).toBe(3);
  });
  it('are counted by months', () => {
    expect(formatDay(addMonths(dayFrom(2027, 1, 31), 1))).toBe('2027-02-28');
    expect(formatDay(monthBegin(dayFrom(2027, 2, 28)))).toBe('2027-02-01');
  });
});
