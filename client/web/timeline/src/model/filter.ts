// What is shown of what is there. Pure.
import type {Event} from '../../gen/taqvim/v1/event_pb';
import {finds, fold} from './texts';
import type {Certainty} from './uses';

export const KINDS = ['culture-days', 'exhibition', 'commemoration', 'activity'] as const;
export type Kind = typeof KINDS[number];

// What there is to choose of; a move is shown with what moves.
export const CERTAINTIES = ['confirmed', 'tentative', 'cancelled', 'expired'] as const;

export interface Filter {
  // None of them means all.
  kinds: ReadonlySet<Kind>;
  // None of them means what takes up places: what is confirmed, and what is tentative.
  certainties: ReadonlySet<Certainty>;
  // The culture days to which an event belongs, or which it is; empty for all.
  programme: string;
  text: string;
}

export function kindOf(event: Event): Kind {
  switch (event.kind.case) {
    case 'cultureDays': return 'culture-days';
    case 'exhibition': return 'exhibition';
    case 'commemoration': return 'commemoration';
    default: return 'activity';
  }
}

// Whether an event is shown, but for its text and its certainty.
function isOfKind(event: Event, {kinds, programme}: Filter): boolean {
  if (kinds.size > 0 && !kinds.has(kindOf(event))) return false;
  return programme === '' || event.name === programme || event.programme === programme;
}

// `folded` is searchText() of the event.
export function isShown(event: Event, folded: string, filter: Filter): boolean {
  return isOfKind(event, filter) && (filter.text === '' || finds(filter.text, folded));
}

export function isCertainEnough(certainty: Certainty, {certainties}: Filter): boolean {
  if (certainties.size === 0) return certainty !== 'cancelled' && certainty !== 'expired';
  // What would move is of a confirmed event.
  return certainties.has(certainty === 'move' ? 'confirmed' : certainty);
}

// All that an event is found by, folded: what it says of itself in any language, and what its
// places and participants are called.
export function searchText(event: Event, named: (resource: string) => Iterable<string>): string {
  const texts = [...Object.values(event.title), ...Object.values(event.description),
                 ...event.labels, event.name];
  const {case: kind, value} = event.kind;
  if (kind === 'cultureDays') texts.push(...value.stops.map(({city}) => city));
  if (kind === 'exhibition') texts.push(...Object.values(value.theme));
  if (kind === 'commemoration') texts.push(...value.honourees, ...Object.values(value.commemorated));
  for (const {resource} of event.bookings) if (resource.value) texts.push(...named(resource.value));
  if (event.owner) texts.push(...named(event.owner));
  return fold(texts.join('\n'));
}
