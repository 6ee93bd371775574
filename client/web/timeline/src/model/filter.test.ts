import {describe, expect, it} from 'vitest';
import {booking, event, timed} from '../testing/things';
import {isCertainEnough, isShown, kindOf, searchText, type Filter} from './filter';

const all: Filter = {kinds: new Set(), certainties: new Set(), programme: '', text: ''};
const gala = event('gala', timed('2027-05-10T18:00', '2027-05-10T20:00'), [booking('palace/hall')],
                   {title: {en: 'Gala', ru: 'Гала'}, programme: 'events/days', labels: ['jazz']});
const folded = searchText(gala, (name) => name.endsWith('hall') ? ['Большой зал'] : []);
const shown = (filter: Partial<Filter>) => isShown(gala, folded, {...all, ...filter});

describe('a filter', () => {
  it('shows everything that it does not leave out', () => expect(shown({})).toBe(true));
  it('asks for kinds', () => {
    expect(kindOf(gala)).toBe('activity');
    expect(shown({kinds: new Set(['exhibition', 'activity'])})).toBe(true);
    expect(shown({kinds: new Set(['exhibition'])})).toBe(false);
  });
  it('asks for a programme, which is shown itself', () => {
    expect(shown({programme: 'events/days'})).toBe(true);
    expect(shown({programme: 'events/gala'})).toBe(true);
    expect(shown({programme: 'events/others'})).toBe(false);
  });
  it.each(['гала', 'GALA', 'jazz', 'большои зал'])('finds %s in what it says in any language', (text) => {
    expect(shown({text})).toBe(true);
  });
  it('finds nothing else', () => expect(shown({text: 'opera'})).toBe(false));
  it('leaves out what is off, unless that is asked for', () => {
    expect((['confirmed', 'tentative', 'move', 'cancelled', 'expired'] as const)
        .filter((one) => isCertainEnough(one, all))).toEqual(['confirmed', 'tentative', 'move']);
    const off = {...all, certainties: new Set(['cancelled' as const])};
    expect(isCertainEnough('cancelled', off)).toBe(true);
    expect(isCertainEnough('confirmed', off)).toBe(false);
  });
});
