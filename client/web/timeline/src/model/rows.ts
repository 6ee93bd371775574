// Rows: the spaces, under the venues to which they belong; before them the days of culture, after
// them what has no place yet. Pure.
import type {Space} from '../../gen/taqvim/v1/space_pb';
import type {Venue} from '../../gen/taqvim/v1/venue_pb';
import type {Places} from './places';
import type {Texts} from './texts';
import {NOWHERE, PROGRAMMES} from './uses';

export interface Row {
  // The name of the venue or space, or NOWHERE or PROGRAMMES.
  key: string;
  kind: 'programmes' | 'venue' | 'space' | 'nowhere';
  venue: Venue | undefined;
  space: Space | undefined;
  // Of a space that is a part of another, how deep below it.
  depth: number;
  // Empty where the row has no clock of its own.
  zone: string;
}

export function titleOf(row: Row): Texts {
  return row.space?.title ?? row.venue?.title ?? {};
}

const bare = (kind: 'programmes' | 'nowhere'): Row => ({
  key: kind === 'programmes' ? PROGRAMMES : NOWHERE, kind, venue: undefined, space: undefined,
  depth: 0, zone: '',
});

// As people count: room 2 comes before room 10.
const {compare} = new Intl.Collator(undefined, {numeric: true});

// The spaces of a venue, each with its parts after it; a part of several comes after the first.
// In the order of `by`.
function spacesInOrder(spaces: readonly Space[], by: (space: Space) => string): [Space, number][] {
  const sorted = [...spaces].sort((a, b) => compare(by(a), by(b)) || (a.name < b.name ? -1 : 1));
  const parts = new Set(sorted.flatMap((space) => space.parts));
  const placed: [Space, number][] = [];
  const done = new Set<string>();
  const place = (space: Space, depth: number) => {
    if (done.has(space.name)) return;
    done.add(space.name);
    placed.push([space, depth]);
    for (const part of sorted) {
      if (space.parts.includes(part.name)) place(part, depth + 1);
    }
  };
  for (const space of sorted) if (!parts.has(space.name)) place(space, 0);
  for (const space of sorted) place(space, 0);
  return placed;
}

export interface RowsWanted {
  // Only these venues; none for all.
  venues: ReadonlySet<string>;
  // What a venue or a space is called, for the order.
  title: (texts: Texts) => string;
  // Of what is archived, only what is in use.
  inUse: (place: string) => boolean;
}

// Venues by city and by what they are called.
export function rowsOf(places: Places, {venues, title, inUse}: RowsWanted): Row[] {
  const rows: Row[] = [bare('programmes')];
  const wanted = [...places.venues.values()].filter(({name, archived}) =>
      venues.size > 0 ? venues.has(name) : !archived || inUse(name));
  const order = (venue: Venue) => `${venue.country}\n${venue.city}\n${title(venue.title)}`;
  wanted.sort((a, b) => compare(order(a), order(b)) || (a.name < b.name ? -1 : 1));
  for (const venue of wanted) {
    const zone = venue.timeZone;
    rows.push({key: venue.name, kind: 'venue', venue, space: undefined, depth: 0, zone});
    const spaces = places.spacesOf(venue.name).filter(({name, archived}) => !archived || inUse(name));
    for (const [space, depth] of spacesInOrder(spaces, ({title: texts}) => title(texts))) {
      rows.push({key: space.name, kind: 'space', venue, space, depth, zone});
    }
  }
  rows.push(bare('nowhere'));
  return rows;
}

// The zones of the rows, each once.
export function zonesOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.map(({zone}) => zone).filter((zone) => zone !== ''))].sort();
}
