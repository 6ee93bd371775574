// The address of what is seen: view, day, filters and what is open stand in it, so that it can be
// sent to somebody, kept, and gone back to. What it does not say is left as it is by itself, and
// what it says wrongly is passed over. Pure.
import {formatDay, parseDay, type Day} from './civil';
import {CERTAINTIES, KINDS, type Filter, type Kind} from './filter';
import type {Certainty} from './uses';
import {VIEWS, type View} from './window';

export interface Seeing {
  view: View;
  // A day of the window; undefined for today.
  day: Day | undefined;
  // As a list, or as a grid; undefined for what the screen is wide enough for.
  list: boolean | undefined;
  filter: Filter;
  venues: ReadonlySet<string>;
  onlyInUse: boolean;
  // The zone whose clock is shown in all rows; empty for each row's own.
  zone: string;
  // The event that is open; empty for none.
  event: string;
  // Of the interface; empty for what the browser asks for.
  language: string;
}

export function nothingAsked(): Seeing {
  return {
    view: 'week', day: undefined, list: undefined,
    filter: {kinds: new Set(), certainties: new Set(), programme: '', text: ''},
    venues: new Set(), onlyInUse: false, zone: '', event: '', language: '',
  };
}

// What the search of an address says, such as `?view=month&day=2027-05-10`.
export function parseAddress(search: string): Seeing {
  const said = new URLSearchParams(search);
  const one = (name: string) => said.get(name) ?? '';
  const some = <Known extends string>(name: string, known: readonly Known[]) =>
      new Set(said.getAll(name).filter((value): value is Known => known.some((of) => of === value)));
  const named = (name: string, collection: string) =>
      said.getAll(name).filter((id) => /^[a-z][a-z0-9-]*$/.test(id)).map((id) => `${collection}/${id}`);
  const as = one('as');
  return {
    view: VIEWS.find((view) => view === one('view')) ?? 'week',
    day: parseDay(one('day')),
    list: as === 'list' ? true : as === 'grid' ? false : undefined,
    filter: {
      kinds: some<Kind>('kind', KINDS),
      certainties: some<Certainty>('state', CERTAINTIES),
      programme: named('programme', 'events')[0] ?? '',
      text: one('q').slice(0, 200),
    },
    venues: new Set(named('venue', 'venues')),
    onlyInUse: one('only') === 'used',
    zone: /^[A-Za-z0-9_+\-/]{1,64}$/.test(one('zone')) ? one('zone') : '',
    event: named('event', 'events')[0] ?? '',
    language: /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(one('lang')) ? one('lang') : '',
  };
}

function idOf(name: string): string {
  return name.slice(name.indexOf('/') + 1);
}

// The search of the address that says it; empty where there is nothing to say.
export function formatAddress(seeing: Seeing): string {
  const said = new URLSearchParams();
  const set = (name: string, value: string) => { if (value) said.append(name, value); };
  set('view', seeing.view === 'week' ? '' : seeing.view);
  set('day', seeing.day === undefined ? '' : formatDay(seeing.day));
  set('as', seeing.list === undefined ? '' : seeing.list ? 'list' : 'grid');
  for (const kind of seeing.filter.kinds) set('kind', kind);
  for (const certainty of seeing.filter.certainties) set('state', certainty);
  for (const venue of seeing.venues) set('venue', idOf(venue));
  set('programme', idOf(seeing.filter.programme));
  set('q', seeing.filter.text);
  set('only', seeing.onlyInUse ? 'used' : '');
  set('zone', seeing.zone);
  set('event', idOf(seeing.event));
  set('lang', seeing.language);
  const text = said.toString();
  return text === '' ? '' : `?${text.replaceAll('%2F', '/')}`;
}
