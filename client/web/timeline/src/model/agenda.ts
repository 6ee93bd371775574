// The same as a list: what takes place on which day, in order of time. The accessible form, and
// that of a narrow screen. Pure.
import {dayOf, type Day} from './civil';
import {firstDayOf, type Use} from './uses';
import type {Window} from './window';
import type {ZoneClocks} from './zone_clock';

export interface AgendaEntry {
  key: string;
  event: string;
  // One event on a day in several places is one entry.
  uses: Use[];
}

export interface AgendaDay {
  day: Day;
  entries: AgendaEntry[];
}

// The last day on which a use is.
function lastDayOf(use: Use, clocks: ZoneClocks): Day | undefined {
  if (use.when.kind === 'dated') return use.when.last;
  return dayOf(clocks.of(use.zone).localOf(use.span.end - 1));
}

// Uses by the day on which they begin; what began before the window stands under its first day.
// Those of a day in order of their time, what lasts for days before what has hours.
export function agendaOf(uses: Iterable<Use>, window: Window, clocks: ZoneClocks): AgendaDay[] {
  const days = new Map<Day, Map<string, AgendaEntry>>();
  for (const use of uses) {
    const first = firstDayOf(use);
    const last = lastDayOf(use, clocks) ?? Infinity;
    if (last < window.first || first > window.last) continue;
    const day = Math.max(first, window.first);
    const entries = days.get(day) ?? new Map<string, AgendaEntry>();
    days.set(day, entries);
    const key = [use.event, use.occurrence ?? '', use.certainty, use.span.start, use.span.end,
                 use.city].join(' ');
    const entry = entries.get(key);
    if (entry) entry.uses.push(use);
    else entries.set(key, {key, event: use.event, uses: [use]});
  }
  const start = ({uses: [use]}: AgendaEntry) => use!.when.kind === 'dated' ? -1 : use!.when.said.start;
  return [...days].sort(([a], [b]) => a - b).map(([day, entries]) => ({
    day,
    entries: [...entries.values()].sort((a, b) => start(a) - start(b) || (a.key < b.key ? -1 : 1)),
  }));
}
