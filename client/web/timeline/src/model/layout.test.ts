import {describe, expect, it} from 'vitest';
import {EventState} from '../../gen/taqvim/v1/event_pb';
import {booking, dated, day, event, space, timed, venue} from '../testing/things';
import {Axis} from './axis';
import {heightOf, LANE, layOut, type LayoutAsked} from './layout';
import {Places} from './places';
import {rowsOf, titleOf, zonesOf} from './rows';
import {choose} from './texts';
import {usesOf} from './uses';
import {blocksSeen, inSteps, rowsSeen} from './visible';
import {windowOf, type View} from './window';
import {ZoneClocks} from './zone_clock';

const clocks = new ZoneClocks();
const venues = [venue('palace'), venue('haus', {timeZone: 'Europe/Berlin', city: 'Berlin', country: 'DE'}),
                venue('old', {archived: true})];
const spaces = [
  space('palace/hall', {parts: ['venues/palace/spaces/stage']}), space('palace/stage'),
  space('palace/attic', {archived: true}), space('haus/saal')];
const places = new Places(new Map(venues.map((one) => [one.name, one])),
                          new Map(spaces.map((one) => [one.name, one])));
const title = (texts: Record<string, string>) => choose(texts, ['en'])?.text ?? '';
const rows = (inUse: string[] = [], only: string[] = []) => rowsOf(places, {
  venues: new Set(only), title, inUse: (place) => inUse.includes(place)});

function laid(view: View, on: string, events: ReturnType<typeof event>[],
              more: Partial<LayoutAsked> = {}) {
  const window = windowOf(view, day(on));
  const all = rows();
  return layOut({
    axis: new Axis(window, zonesOf(all).map((zone) => clocks.of(zone))), rows: all,
    uses: events.flatMap((one) => usesOf(one, undefined, places, clocks)), places,
    drawn: (zone) => clocks.of(zone), bandsOf: () => [], shortest: 0, onlyInUse: false, ...more,
  });
}
const blocks = (of: ReturnType<typeof laid>, row: string) =>
    of.find(({row: {key}}) => key === row)?.blocks ?? [];
const HALL = 'venues/palace/spaces/hall';
const STAGE = 'venues/palace/spaces/stage';

describe('rows', () => {
  it('are the spaces under their venues, parts below what they are parts of', () => {
    expect(rows().map(({key, depth}) => `${' '.repeat(depth)}${key.split('/').at(-1)}`)).toEqual(
        ['programmes', 'haus', 'saal', 'palace', 'hall', ' stage', 'nowhere']);
    expect(rows().map(titleOf).filter(({en}) => en)[0]).toEqual({en: 'haus'});
  });
  it('are in the order in which people count', () => {
    const rooms = ['10', '2', '1'].map((number) => space(`palace/room-${number}`, {title: {en: `Room ${number}`}}));
    const counted = new Places(new Map([['venues/palace', venues[0]!]]), new Map(rooms.map((one) => [one.name, one])));
    const order = rowsOf(counted, {venues: new Set(), title, inUse: () => false});
    expect(order.filter(({kind}) => kind === 'space').map((row) => titleOf(row).en)).toEqual(
        ['Room 1', 'Room 2', 'Room 10']);
  });
  it('are those of archived places where something is there', () => {
    expect(rows(['venues/old', 'venues/palace/spaces/attic']).map(({key}) => key)).toEqual(
        expect.arrayContaining(['venues/old', 'venues/palace/spaces/attic']));
  });
  it('are of the venues that are chosen', () => {
    expect(rows([], ['venues/haus']).map(({kind}) => kind)).toEqual(
        ['programmes', 'venue', 'space', 'nowhere']);
  });
});

describe('the layout', () => {
  const gala = event('gala', timed('2027-05-10T18:00', '2027-05-10T20:00'),
                     [booking('palace/hall', {setUp: {seconds: 7200n}})]);

  it('has a block where it is announced, with its tails, and its shadow in the parts', () => {
    const of = laid('day', '2027-05-10', [gala]);
    expect(blocks(of, HALL)).toMatchObject(
        [{from: 18, to: 20, inUseFrom: 16, inUseTo: 20, shadow: false, before: false, after: false}]);
    expect(blocks(of, STAGE)).toMatchObject([{from: 18, to: 20, shadow: true}]);
  });

  it('has it not on other days', () => expect(blocks(laid('day', '2027-05-11', [gala]), HALL)).toEqual([]));

  it('cuts what goes on, and says so', () => {
    const long = event('long', dated('2027-05-01', '2027-05-31'), [booking('palace/hall')]);
    expect(blocks(laid('week', '2027-05-10', [long]), HALL)).toMatchObject(
        [{from: 0, to: 7, before: true, after: true, permanent: false}]);
    const corner = event('corner', dated('2027-05-12'), [booking('palace/hall', {setUpDays: 1})]);
    expect(blocks(laid('week', '2027-05-10', [corner]), HALL)).toMatchObject(
        [{inUseFrom: 1, from: 2, to: 7, before: false, after: true, permanent: true}]);
    expect(blocks(laid('day', '2027-05-12', [corner]), HALL)).toMatchObject([{from: 0, to: 24}]);
  });

  it('puts what overlaps below each other, and makes the row as high', () => {
    const hold = event('hold', timed('2027-05-10T19:00', '2027-05-10T21:00'), [booking('palace/hall')],
                       {state: EventState.TENTATIVE});
    const of = laid('day', '2027-05-10', [gala, hold]);
    expect(blocks(of, HALL).map(({lane}) => lane)).toEqual([0, 1]);
    const row = of.find(({row: {key}}) => key === HALL)!;
    expect(row.height).toBeGreaterThanOrEqual(2 * LANE);
    const next = of[of.indexOf(row) + 1]!;
    expect(next.top).toBe(row.top + row.height);
    expect(heightOf(of)).toBe(of.at(-1)!.top + of.at(-1)!.height);
  });

  it('takes what is short for what it is drawn as, but for shadows', () => {
    const short = event('short', timed('2027-05-10T10:00', '2027-05-10T10:15'), [booking('palace/hall')]);
    const next = event('next', timed('2027-05-10T10:30', '2027-05-10T11:00'), [booking('palace/hall')]);
    const of = laid('day', '2027-05-10', [short, next], {shortest: 1});
    expect(blocks(of, HALL).map(({lane}) => lane)).toEqual([0, 1]);
    expect(blocks(of, STAGE).map(({lane}) => lane)).toEqual([0, 0]);
  });

  it('knows how much is free after a block in its lane', () => {
    const late = event('late', timed('2027-05-10T22:00', '2027-05-10T23:00'), [booking('palace/hall')]);
    const of = laid('day', '2027-05-10', [late, gala]);
    expect(blocks(of, HALL).map(({room}) => room)).toEqual([2, 1]);
  });

  it('shows each place by its own clock, or all by one', () => {
    const berlin = event('berlin', timed('2027-05-10T18:00', '2027-05-10T20:00'), [booking('haus/saal')]);
    const own = laid('day', '2027-05-10', [berlin]);
    expect(blocks(own, 'venues/haus/spaces/saal')).toMatchObject([{from: 18}]);
    const one = laid('day', '2027-05-10', [berlin], {drawn: () => clocks.of('Asia/Almaty')});
    expect(blocks(one, 'venues/haus/spaces/saal')).toMatchObject([{from: 21}]);
  });

  it('leaves out rows in which nothing is, if asked to', () => {
    const of = laid('day', '2027-05-10', [gala], {onlyInUse: true});
    expect(of.map(({row: {key}}) => key)).toEqual(['venues/palace', HALL, STAGE]);
  });
});

describe('what is in the page', () => {
  const of = laid('week', '2027-05-10', []);
  it('is two screens of rows at most, all that is seen among them', () => {
    const many = Array.from({length: 500}, (_, index) => ({...of[1]!, top: index * 42, height: 42}));
    const seen = rowsSeen(many, {from: 4200, size: 840});
    expect(seen.length * 42).toBeLessThanOrEqual(2 * 840 + 42);
    expect(seen[0]!.top).toBeLessThanOrEqual(4200);
    expect(seen.at(-1)!.top + 42).toBeGreaterThanOrEqual(4200 + 840);
    expect(rowsSeen(many, {from: 21_000, size: 840}).at(-1)).toBe(many.at(-1));
    expect(rowsSeen([], {from: 0, size: 840})).toEqual([]);
  });
  it('is what is seen wherever it is scrolled to, though that is followed in steps', () => {
    const steps = new Set<number>();
    const many = Array.from({length: 500}, (_, index) => ({...of[1]!, top: index * 42, height: 42}));
    for (let top = 0; top < 15_000; top += 7) {
      const from = inSteps(top, 840);
      steps.add(from);
      const seen = rowsSeen(many, {from, size: 840});
      expect(seen[0]!.top).toBeLessThanOrEqual(top);
      expect(seen.at(-1)!.top + 42).toBeGreaterThanOrEqual(top + 840);
      expect(seen[0]!.top + 42).toBeGreaterThanOrEqual(top - 420);
      expect(seen.at(-1)!.top).toBeLessThanOrEqual(top + 840 + 420);
    }
    expect(steps.size).toBeLessThan(80);
  });
  it('is two screens of blocks at most', () => {
    const [gala] = blocks(laid('week', '2027-05-10', [event('gala',
        timed('2027-05-10T18:00', '2027-05-10T20:00'), [booking('palace/hall')])]), HALL);
    const many = Array.from({length: 100}, (_, at) =>
        ({...gala!, inUseFrom: at, inUseTo: at + 0.5}));
    const seen = blocksSeen(many, {from: 50, size: 10});
    expect(seen.map(({inUseFrom}) => inUseFrom)).toEqual(Array.from({length: 18}, (_, at) => 46 + at));
  });
});
