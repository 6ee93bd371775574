// Steps from block to block by the arrow keys. Pure.
import type {Block, LaidRow} from './layout';

export type Direction = 'left' | 'right' | 'up' | 'down' | 'home' | 'end';

// Blocks in the order in which they are gone through: what is only shadow of another is passed.
function stopsOf(row: LaidRow): Block[] {
  return row.blocks.filter(({shadow}) => !shadow);
}

function nearest(blocks: readonly Block[], at: number): Block | undefined {
  const distance = ({from, to}: Block) => at < from ? from - at : at > to ? at - to : 0;
  return blocks.reduce<Block | undefined>(
      (best, block) => best && distance(best) <= distance(block) ? best : block, undefined);
}

// The block that the key leads to from the one; itself, where there is no other. From a block that
// is gone, or from none, the first.
export function stepFrom(rows: readonly LaidRow[], key: string | undefined,
                         direction: Direction): Block | undefined {
  const at = rows.findIndex((row) => stopsOf(row).some((block) => block.key === key));
  if (at < 0) return firstStop(rows);
  const blocks = stopsOf(rows[at]!);
  const index = blocks.findIndex((block) => block.key === key);
  const block = blocks[index]!;
  switch (direction) {
    case 'left': return blocks[index - 1] ?? block;
    case 'right': return blocks[index + 1] ?? block;
    case 'home': return blocks[0];
    case 'end': return blocks.at(-1);
    default: return neighbour(rows, at, block, direction === 'down' ? 1 : -1) ?? block;
  }
}

// The one that is nearest in time in the next row that has any.
function neighbour(rows: readonly LaidRow[], from: number, block: Block, step: number):
    Block | undefined {
  for (let at = from + step; at >= 0 && at < rows.length; at += step) {
    const found = nearest(stopsOf(rows[at]!), (block.from + block.to) / 2);
    if (found) return found;
  }
  return undefined;
}

export function firstStop(rows: readonly LaidRow[]): Block | undefined {
  for (const row of rows) {
    const first = stopsOf(row)[0];
    if (first) return first;
  }
  return undefined;
}
