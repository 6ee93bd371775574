import {describe, expect, it} from 'vitest';
import {EventState} from '../../gen/taqvim/v1/event_pb';
import {booking, closure, dated, day, event, resource, space, timed, venue} from '../testing/things';
import {nothingAsked, type Seeing} from './address';
import {boardOf} from './board';
import {Schedule} from './schedule';
import {choose} from './texts';
import {windowOf, type View} from './window';

const concert = (on: string) => timed(`${on}T18:00`, `${on}T20:00`);
const schedule = new Schedule();
schedule.putAll([
  resource(venue('palace')), resource(space('palace/hall')), resource(space('palace/foyer')),
  resource(venue('haus', {timeZone: 'Europe/Berlin', country: 'DE'})), resource(space('haus/saal')),
  resource(venue('old', {archived: true})),
  resource(event('gala', concert('2027-05-10'), [booking('palace/hall')], {title: {en: 'Gala', ru: 'Гала'}})),
  resource(event('talk', concert('2027-05-11'), [booking('haus/saal')])),
  resource(event('off', concert('2027-05-12'), [booking('palace/hall')], {state: EventState.CANCELLED})),
  resource(event('relic', concert('2027-05-12'), [booking('old')])),
  resource(closure('palace/works', dated('2027-05-12'), {spaces: ['venues/palace/spaces/foyer']})),
]);

function board(seeing: Partial<Seeing> = {}, view: View = 'week', room = 1000) {
  return boardOf({schedule, seeing: {...nothingAsked(), ...seeing}, window: windowOf(view, day('2027-05-12')),
                  title: (texts) => choose(texts, ['en'])?.text ?? '', room});
}
const shown = (of: ReturnType<typeof board>) =>
    of.rows.flatMap(({blocks}) => blocks.map(({use}) => use.event.slice(7))).sort();
const filter = (more: Partial<Seeing['filter']>) => ({filter: {...nothingAsked().filter, ...more}});

describe('the board', () => {
  it('shows what takes up places', () => expect(shown(board())).toEqual(['gala', 'relic', 'talk']));
  it('shows what was called off where that is asked for', () => {
    expect(shown(board(filter({certainties: new Set(['cancelled'])})))).toEqual(['off']);
  });
  it('shows the venues that are chosen, in words of any language', () => {
    expect(shown(board({venues: new Set(['venues/haus'])}))).toEqual(['talk']);
    expect(shown(board(filter({text: 'ГАЛА'})))).toEqual(['gala']);
    expect(shown(board(filter({text: 'saal'})))).toEqual(['talk']);
  });
  it('has a row of an archived place where something is there', () => {
    expect(board().rows.map(({row}) => row.key)).toContain('venues/old');
    expect(board({venues: new Set(['venues/haus'])}).rows.map(({row}) => row.key)).not.toContain('venues/old');
  });
  it('shows when places are closed', () => {
    const foyer = board().rows.find(({row}) => row.key.endsWith('foyer'));
    expect(foyer?.bands.map(({kind, from}) => [kind, from])).toEqual([['closure', 2]]);
  });
  it('draws each place by its own clock, or all by one', () => {
    const at = (of: ReturnType<typeof board>) =>
        of.rows.flatMap(({blocks}) => blocks).find(({use}) => use.event === 'events/talk')!.from;
    expect(at(board())).toBeCloseTo(1.75);
    expect(at(board({zone: 'Asia/Almaty'}))).toBeCloseTo(1 + 21 / 24);
    expect(board().zones).toEqual(['Asia/Almaty', 'Europe/Berlin']);
  });
  it('is as wide as there is room, or as its columns need', () => {
    expect(board({}, 'week', 2000).width).toBe(2000);
    expect(board({}, 'month', 100).width).toBe(31 * 42);
    expect(board({}, 'day', 100).unit).toBe(58);
  });
});
