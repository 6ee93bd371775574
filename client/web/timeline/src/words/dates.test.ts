import {describe, expect, it} from 'vitest';
import {HOUR} from '../model/civil';
import {whenOf} from '../model/periods';
import {windowOf, type View} from '../model/window';
import {dated, day, timed} from '../testing/things';
import {Dates, offsetText} from './dates';

const english = new Dates('en');
const said = (period: Parameters<typeof whenOf>[0], dates = english) =>
    dates.when(whenOf(period)!, (on) => `from ${on}`);

describe('dates in words', () => {
  it.each([
    ['day', 'Monday 10 May 2027'], ['week', '10–16 May 2027'], ['month', 'May 2027'],
    ['quarter', '1 April–30 June 2027'], ['year', '2027'],
  ] as [View, string][])('of a %s are %s', (view, title) => {
    expect(english.windowTitle(windowOf(view, day('2027-05-10'))).replace(/\s*–\s*/, '–').replace(',', ''))
        .toBe(title);
  });

  it('are hours of a day, of several days, and until midnight', () => {
    expect(said(timed('2027-05-10T18:00', '2027-05-10T20:00'))).toMatch(/10 May 2027, 18:00–20:00$/);
    expect(said(timed('2027-05-10T22:00', '2027-05-11T00:00'))).toMatch(/10 May 2027, 22:00–24:00$/);
    expect(said(timed('2027-05-10T22:00', '2027-05-11T05:00'))).toMatch(
        /10 May 2027, 22:00 – .*11 May 2027, 05:00$/);
  });

  it('are whole days, or have no end', () => {
    expect(said(dated('2027-03-01', '2027-03-31'))).toMatch(/^1\s?–\s?31 March 2027$/);
    expect(said(dated('2027-03-01'))).toBe('from 1 March 2027');
  });

  it('are in the language of the reader', () => {
    expect(new Dates('ru').day(day('2027-05-10'))).toContain('мая');
    expect(new Dates('az').day(day('2027-05-10'))).toContain('may');
    expect(new Dates('xx-none').day(day('2027-05-10'))).toBe('10 May 2027');
  });

  // Whatever clock the browser has.
  it('say of a moment how far the clock is from UTC by which it is told', () => {
    for (const moment of ['2027-01-10T20:29Z', '2027-07-10T20:29Z']) {
      const told = english.moment(Date.parse(moment));
      const [, hour, minute, sign, ahead, more] =
          /^\d+ (?:Jan|July?) 2027, (\d\d):(\d\d) \(UTC([+−])(\d\d):(\d\d)\)$/.exec(told) ?? [told];
      const offset = (sign === '+' ? 1 : -1) * (Number(ahead) * 60 + Number(more));
      expect((Number(hour) * 60 + Number(minute) - offset + 1440) % 1440, told).toBe(20 * 60 + 29);
    }
  });

  it.each([
    ['az', '10 may 2027', 'bazar ertəsi', 'may', '10–16 may 2027', 'sen'],
    ['kk', '10 мамыр 2027', 'дүйсенбі', 'мам.', '10–16 мамыр 2027', 'қыр.'],
    ['uz', '10 may 2027', 'dushanba', 'may', '10–16 may 2027', 'sen'],
    ['tg', '10 Май 2027', 'Душанбе', 'Май', '10–16 Май 2027', 'Сен'],
    ['tk', '10 maý 2027', 'Duşenbe', 'maý', '10–16 maý 2027', 'sen'],
  ])('are in %s where the browser has no names in it', (language, date, weekday, month, week, september) => {
    const dates = new Dates(language, () => false);
    expect(dates.day(day('2027-05-10'))).toBe(date);
    expect(dates.fullDay(day('2027-05-10'))).toContain(weekday);
    expect(dates.monthName(day('2027-05-10'))).toBe(month);
    expect(dates.windowTitle(windowOf('week', day('2027-05-10'))).replace(/\s*–\s*/, '–')).toBe(week);
    expect(dates.shortDay(day('2027-09-10'))).toBe(`10 ${september}`);
    expect(dates.moment(Date.UTC(2027, 8, 10, 12))).toContain(september);
  });

  it('are in Azerbaijani from one month to another, where the browser has no names in it', () => {
    expect(said(dated('2026-11-29', '2026-12-03'), new Dates('az', () => false)))
        .toMatch(/^29 noyabr\s–\s3 dekabr 2026$/);
  });

  it('are in English where nobody has names', () => {
    expect(new Dates('xx-none', () => false).day(day('2027-05-10'))).toBe('10 May 2027');
  });

  it('say how far a zone is from UTC', () => {
    expect(offsetText(5 * HOUR)).toBe('+05:00');
    expect(offsetText(-3.5 * HOUR)).toBe('−03:30');
  });
});
