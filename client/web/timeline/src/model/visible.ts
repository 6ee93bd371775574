// What is in the page: of all rows and blocks those that are seen, and half a screen around them
// on each side, so that two screens are in the page at most, however much there is. Pure.
import type {Block, LaidRow} from './layout';

// What is seen of something larger, in the same unit as what it is held against.
export interface Seen {
  from: number;
  size: number;
}

function around({from, size}: Seen): {from: number; to: number} {
  return {from: from - size / 2, to: from + size * 1.5};
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
