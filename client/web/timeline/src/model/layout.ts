// The layout: which blocks are in which row of a window, where on its axis, and in which lane.
// Pure.
import type {Axis} from './axis';
import type {Band} from './bands';
import {lanesOf} from './lanes';
import type {Places} from './places';
import type {Row} from './rows';
import type {Use} from './uses';
import {NOWHERE, PROGRAMMES} from './uses';
import type {ZoneClock} from './zone_clock';

export interface Block {
  // The same for the same block of the same row.
  key: string;
  use: Use;
  // Whether something else is booked, of which this place is a part, or which is a part of it.
  shadow: boolean;
  // What is announced, and with set-up and tear-down; within the axis.
  from: number;
  to: number;
  inUseFrom: number;
  inUseTo: number;
  // Whether it goes on before the window or after it; and whether for ever.
  before: boolean;
  after: boolean;
  permanent: boolean;
  lane: number;
  // How much is free after it in its lane, for a text that does not fit in it.
  room: number;
}

export interface LaidRow {
  row: Row;
  blocks: readonly Block[];
  bands: readonly Band[];
  lanes: number;
  // In pixels, from the first row on.
  top: number;
  height: number;
}

// In pixels.
export const LANE = 34;
const PADDING = 8;
const LEAST_ROW = LANE + PADDING;

export type ClockOf = (zone: string) => ZoneClock;

// Where the use is on the axis; undefined where it is not in the window. What has whole days keeps
// the days that it is called by, on whatever clock.
function placed(use: Use, axis: Axis, clock: ZoneClock):
    Omit<Block, 'key' | 'use' | 'shadow' | 'lane' | 'room'> | undefined {
  let [from, to, inUseFrom, inUseTo] = [0, 0, 0, 0];
  if (use.when.kind === 'dated') {
    const {first, last} = use.when;
    from = axis.atDay(first);
    to = last === undefined ? Infinity : axis.atDay(last + 1);
    inUseFrom = axis.atDay(first - use.setUpDays);
    inUseTo = last === undefined ? Infinity : axis.atDay(last + 1 + use.tearDownDays);
  } else {
    [from, to] = [axis.at(use.span.start, clock), axis.at(use.span.end, clock)];
    [inUseFrom, inUseTo] = [axis.at(use.inUse.start, clock), axis.at(use.inUse.end, clock)];
  }
  if (inUseTo <= 0 || inUseFrom >= axis.length) return undefined;
  const within = (at: number) => Math.min(Math.max(at, 0), axis.length);
  return {
    from: within(from), to: within(to), inUseFrom: within(inUseFrom), inUseTo: within(inUseTo),
    before: inUseFrom < 0, after: inUseTo > axis.length, permanent: use.span.end === Infinity,
  };
}

export interface LayoutAsked {
  axis: Axis;
  rows: readonly Row[];
  uses: Iterable<Use>;
  places: Places;
  // The clock by which what is in a zone is drawn: its own, or the one that was chosen.
  drawn: ClockOf;
  bandsOf: (row: Row) => readonly Band[];
  // How long a block is at least, as it must be seen and hit.
  shortest: number;
  // Whether rows in which nothing is are left out.
  onlyInUse: boolean;
}

// The blocks of each row, in order of time.
function blocksByRow({axis, rows, uses, places, drawn}: LayoutAsked): Map<string, Block[]> {
  const byRow = new Map<string, Block[]>(rows.map(({key}) => [key, []]));
  for (const use of uses) {
    const at = placed(use, axis, drawn(use.zone));
    if (!at) continue;
    const taken = use.place === NOWHERE || use.place === PROGRAMMES ?
        [{row: use.place, shadow: false}] : places.taken(use.place, use.excepted);
    for (const {row, shadow} of taken) {
      byRow.get(row)?.push({...at, key: `${use.key} ${row}`, use, shadow, lane: 0, room: 0});
    }
  }
  for (const blocks of byRow.values()) {
    blocks.sort((a, b) => a.inUseFrom - b.inUseFrom || b.inUseTo - a.inUseTo ||
        (a.key < b.key ? -1 : 1));
  }
  return byRow;
}

// Puts each into its lane, with what is free after it there; answers how many lanes there are.
function putIntoLanes(blocks: readonly Block[], shortest: number, length: number): number {
  // A shadow need not be hit, and so is drawn as short as it is.
  const endOf = ({inUseFrom, inUseTo, shadow}: Block) =>
      Math.max(inUseTo, inUseFrom + (shadow ? shortest / 4 : shortest));
  const {lanes, count} = lanesOf(blocks.map((block) => ({from: block.inUseFrom, to: endOf(block)})));
  const next = new Array<number>(count).fill(length);
  // In order of time, the last first.
  for (let index = blocks.length - 1; index >= 0; --index) {
    const block = blocks[index]!;
    block.lane = lanes[index]!;
    block.room = Math.max(next[block.lane]! - endOf(block), 0);
    next[block.lane] = block.inUseFrom;
  }
  return count;
}

export function layOut(asked: LayoutAsked): LaidRow[] {
  const byRow = blocksByRow(asked);
  const inUse = (row: Row) => (byRow.get(row.key)?.length ?? 0) > 0;
  const venuesInUse = new Set(asked.rows.filter(inUse).map(({venue}) => venue?.name));
  const laid: LaidRow[] = [];
  let top = 0;
  for (const row of asked.rows) {
    const isBare = row.kind === 'programmes' || row.kind === 'nowhere';
    const isVenue = row.kind === 'venue' && venuesInUse.has(row.venue?.name);
    if ((asked.onlyInUse || isBare) && !inUse(row) && !isVenue) continue;
    const blocks = byRow.get(row.key)!;
    const count = putIntoLanes(blocks, asked.shortest, asked.axis.length);
    const height = Math.max(LEAST_ROW, count * LANE + PADDING);
    laid.push({row, blocks, bands: asked.bandsOf(row), lanes: count, top, height});
    top += height;
  }
  return laid;
}

export function heightOf(rows: readonly LaidRow[]): number {
  const last = rows.at(-1);
  return last ? last.top + last.height : 0;
}
