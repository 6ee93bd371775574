import {describe, expect, it} from 'vitest';
import {day} from '../testing/things';
import {formatAddress, nothingAsked, parseAddress, type Seeing} from './address';

describe('the address', () => {
  it('is empty where nothing is asked', () => {
    expect(formatAddress(nothingAsked())).toBe('');
    expect(parseAddress('')).toEqual(nothingAsked());
  });

  it('says all that is seen, and is read back', () => {
    const seeing: Seeing = {
      view: 'month', day: day('2027-05-10'), list: true,
      filter: {kinds: new Set(['exhibition', 'activity']), certainties: new Set(['tentative']),
               programme: 'events/days', text: 'навруз & co'},
      venues: new Set(['venues/palace', 'venues/haus']), onlyInUse: true, zone: 'Asia/Tashkent',
      event: 'events/gala', language: 'uz-Cyrl',
    };
    expect(parseAddress(formatAddress(seeing))).toEqual(seeing);
    expect(formatAddress(seeing)).toContain('&zone=Asia/Tashkent&event=gala&');
  });

  it.each(['?view=century', '?day=2027-02-30', '?as=song', '?kind=party', '?venue=../x', '?lang=<b>',
           '?event=a/b', '?zone=%00'])('passes over what nobody can mean: %s', (search) => {
    expect(parseAddress(search)).toEqual(nothingAsked());
  });
});
