import {describe, expect, it} from 'vitest';
import {booking, dated, day, event, space, timed, venue} from '../testing/things';
import {agendaOf} from './agenda';
import {formatDay} from './civil';
import {Places} from './places';
import {usesOf} from './uses';
import {windowOf} from './window';
import {ZoneClocks} from './zone_clock';

const clocks = new ZoneClocks();
const palace = venue('palace');
const places = new Places(new Map([[palace.name, palace]]),
                          new Map(['hall', 'foyer'].map((id) => [`venues/palace/spaces/${id}`, space(`palace/${id}`)])));
const list = (...events: ReturnType<typeof event>[]) =>
    agendaOf(events.flatMap((one) => usesOf(one, undefined, places, clocks)),
             windowOf('week', day('2027-05-12')), clocks)
        .map(({day: on, entries}) => `${formatDay(on)}: ${entries.map(({event: name, uses}) =>
            `${name.slice(7)}${uses.length > 1 ? ` in ${uses.length}` : ''}`).join(', ')}`);

describe('the list', () => {
  it('has days in order, and on each what begins there, whole days first', () => {
    expect(list(
        event('late', timed('2027-05-11T20:00', '2027-05-11T21:00'), [booking('palace/hall')]),
        event('early', timed('2027-05-11T09:00', '2027-05-11T10:00'), [booking('palace/hall')]),
        event('carpets', dated('2027-05-11', '2027-05-30'), [booking('palace/foyer')]),
        event('monday', timed('2027-05-10T09:00', '2027-05-10T10:00'), [booking('palace/hall')]),
    )).toEqual(['2027-05-10: monday', '2027-05-11: carpets, early, late']);
  });

  it('has what began before, and what is permanent, on its first day', () => {
    expect(list(event('corner', dated('2019-01-01'), [booking('palace/foyer')]),
                event('night', timed('2027-05-09T22:00', '2027-05-10T05:00'), [booking('palace/hall')])))
        .toEqual(['2027-05-10: corner, night']);
  });

  it('has what is in several places once', () => {
    expect(list(event('gala', timed('2027-05-11T09:00', '2027-05-11T10:00'),
                      [booking('palace/hall'), booking('palace/foyer')]))).toEqual(['2027-05-11: gala in 2']);
  });

  it('has nothing of other weeks', () => {
    expect(list(event('over', timed('2027-05-09T22:00', '2027-05-10T00:00'), [booking('palace/hall')]),
                event('next', dated('2027-05-17', '2027-05-18'), [booking('palace/hall')]))).toEqual([]);
  });
});
