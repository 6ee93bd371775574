// What is in the page: of all rows and blocks those that are seen, and less than half a screen
// around them on each side, so that two screens are in the page at most, however much there is.
// Pure.
import type {Block, LaidRow} from './layout';

// What is seen of something larger, in the same unit as what it is held against.
export interface Seen {
  from: number;
  size: number;
}

// Of a screen, on each side.
const MARGIN = 3 / 8;
// Scrolling is followed in steps of so much of a screen, as most of it changes nothing.
const STEP = 1 / 4;

// The step that is nearest to where it is scrolled to.
export function inSteps(scrolled: number, size: number): number {
  const step = Math.max(size * STEP, 1);
  return Math.round(scrolled / step) * step;
}

function around({from, size}: Seen): {from: number; to: number} {
  return {from: from - size * MARGIN, to: from + size * (1 + MARGIN)};
}

// The rows in the page, all of them next to each other.
export function rowsSeen(rows: readonly LaidRow[], seen: Seen): readonly LaidRow[] {
  const {from, to} = around(seen);
  let first = rows.findIndex(({top, height}) => top + height > from);
  if (first < 0) first = rows.length;
  let last = first;
  while (last < rows.length && rows[last]!.top < to) ++last;
  return rows.slice(first, last);
}

// The blocks of a row in the page.
export function blocksSeen(blocks: readonly Block[], seen: Seen): readonly Block[] {
  const {from, to} = around(seen);
  return blocks.filter(({inUseFrom, inUseTo}) => inUseTo > from && inUseFrom < to);
}
