import {describe, expect, it} from 'vitest';
import {space, venue} from '../testing/things';
import {Places} from './places';

function placesOf(...spaces: ReturnType<typeof space>[]): Places {
  const palace = venue('palace');
  return new Places(new Map([[palace.name, palace]]), new Map(spaces.map((one) => [one.name, one])));
}
const at = (id: string) => `venues/palace/spaces/${id}`;

describe('places', () => {
  // A hall of two halves, and a suite of one half and the foyer.
  const places = placesOf(
      space('palace/hall', {parts: [at('left'), at('right')]}), space('palace/left'),
      space('palace/right'), space('palace/foyer'),
      space('palace/suite', {parts: [at('right'), at('foyer')]}));

  it('are taken with their parts, with what they are parts of, and with what shares a part', () => {
    expect(places.taken(at('hall'))).toEqual([
      {row: at('hall'), shadow: false}, {row: at('left'), shadow: true},
      {row: at('right'), shadow: true}, {row: at('suite'), shadow: true}]);
    expect(places.taken(at('left'))).toEqual(
        [{row: at('left'), shadow: false}, {row: at('hall'), shadow: true}]);
    expect(places.taken(at('foyer')).map(({row}) => row)).toEqual([at('foyer'), at('suite')]);
  });

  it('are taken with the whole venue, but for what is excepted', () => {
    const rows = places.taken('venues/palace', [at('foyer')]);
    expect(rows[0]).toEqual({row: 'venues/palace', shadow: false});
    expect(rows.map(({row}) => row)).not.toContain(at('foyer'));
    // Half of the suite is taken all the same.
    expect(rows).toContainEqual({row: at('suite'), shadow: true});
  });

  it('have the zone of their venue', () => {
    expect(places.zoneOf(at('left'))).toBe('Asia/Almaty');
    expect(places.zoneOf('venues/palace')).toBe('Asia/Almaty');
    expect(places.zoneOf('venues/other/spaces/x')).toBe('');
  });

  it('that contain themselves end all the same', () => {
    const circle = placesOf(space('palace/a', {parts: [at('b')]}), space('palace/b', {parts: [at('a')]}));
    expect(circle.taken(at('a')).map(({row}) => row)).toContain(at('b'));
  });
});
