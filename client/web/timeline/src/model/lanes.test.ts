import {describe, expect, it} from 'vitest';
import {Random} from '../testing/random';
import {lanesOf} from './lanes';

describe('lanes', () => {
  it('are one for what does not overlap, back to back too', () => {
    expect(lanesOf([{from: 0, to: 2}, {from: 2, to: 3}, {from: 5, to: 6}])).toEqual(
        {lanes: [0, 0, 0], count: 1});
  });
  it('are several for what does', () => {
    expect(lanesOf([{from: 1, to: 4}, {from: 0, to: 2}, {from: 3, to: 5}])).toEqual(
        {lanes: [1, 0, 0], count: 2});
  });
  it('are none for nothing', () => expect(lanesOf([])).toEqual({lanes: [], count: 0}));

  it('are as many as overlap at once at most, and in none of them two', () => {
    const random = new Random();
    for (let run = 0; run < 200; ++run) {
      const stretches = Array.from({length: random.below(30)}, () => {
        const from = random.below(50);
        return {from, to: from + 1 + random.below(12)};
      });
      const {lanes, count} = lanesOf(stretches);
      let most = 0;
      for (let at = 0; at < 70; ++at) {
        const here = stretches.map((one, index) => ({...one, lane: lanes[index]}))
            .filter(({from, to}) => from <= at && at < to);
        most = Math.max(most, here.length);
        expect(new Set(here.map(({lane}) => lane)).size).toBe(here.length);
      }
      expect(count).toBe(most);
    }
  });
});
