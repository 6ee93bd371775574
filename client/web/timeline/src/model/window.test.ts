import {describe, expect, it} from 'vitest';
import {day} from '../testing/things';
import {formatDay} from './civil';
import {coverOf, covers, stepped, VIEWS, windowOf, type View} from './window';

const said = (view: View, on: string) => {
  const {first, last} = windowOf(view, day(on));
  return `${formatDay(first)} ${formatDay(last)}`;
};

describe('a window', () => {
  it.each([
    ['day', '2027-05-12 2027-05-12'], ['week', '2027-05-10 2027-05-16'],
    ['month', '2027-05-01 2027-05-31'], ['quarter', '2027-04-01 2027-06-30'],
    ['year', '2027-01-01 2027-12-31'],
  ] as const)('of a %s is %s', (view, days) => expect(said(view, '2027-05-12')).toBe(days));

  it.each(VIEWS)('of a %s is followed by the next without a gap', (view) => {
    for (let on = day('2026-12-28'); on < day('2028-03-05'); on += 5) {
      const window = windowOf(view, on);
      expect(window.first <= on && on <= window.last).toBe(true);
      expect(windowOf(view, stepped(window, 1)).first).toBe(window.last + 1);
      expect(windowOf(view, stepped(window, -1)).last).toBe(window.first - 1);
    }
  });

  it.each(VIEWS)('of a %s is read with what is beside it, within what one can ask for', (view) => {
    const window = windowOf(view, day('2028-02-29'));
    const cover = coverOf(window);
    expect(covers(cover, window)).toBe(true);
    expect(cover.last - cover.first + 1).toBeLessThanOrEqual(731);
    for (const by of [-1, 1]) {
      expect(covers(cover, windowOf(view, stepped(window, by)))).toBe(view !== 'year');
    }
  });
});
