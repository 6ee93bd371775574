import {describe, expect, it} from 'vitest';
import type {Block, LaidRow} from './layout';
import {stepFrom, type Direction} from './steps';

const block = (key: string, from: number, shadow = false) =>
    ({key, from, to: from + 1, shadow}) as Block;
const rows = [
  {blocks: []}, {blocks: [block('a', 1), block('s', 3, true), block('b', 5)]}, {blocks: [block('t', 2, true)]},
  {blocks: [block('c', 0), block('d', 6)]},
] as unknown as LaidRow[];

describe('the arrow keys', () => {
  it.each([
    ['a', 'right', 'b'], ['b', 'right', 'b'], ['b', 'left', 'a'], ['a', 'left', 'a'],
    ['a', 'down', 'c'], ['b', 'down', 'd'], ['c', 'up', 'a'], ['d', 'up', 'b'], ['a', 'up', 'a'],
    ['d', 'home', 'c'], ['c', 'end', 'd'], ['gone', 'right', 'a'],
  ] as [string, Direction, string][])('lead from %s %s to %s', (from, direction, to) => {
    expect(stepFrom(rows, from, direction)?.key).toBe(to);
  });
  it('lead nowhere where nothing is', () => expect(stepFrom([], 'a', 'down')).toBeUndefined());
});
