// Venues and their spaces: in which zone they are, and what is taken with what. A space that is
// made of others is taken with any of them, and they with it; a whole venue is taken with all that
// is not excepted. Pure; made anew when a venue or a space changes.
import type {Space} from '../../gen/taqvim/v1/space_pb';
import type {Venue} from '../../gen/taqvim/v1/venue_pb';

// A row that is taken: by name, or as part of what is booked.
export interface Taken {
  row: string;
  shadow: boolean;
}

export class Places {
  // By venue, those that are not archived, in the order of their names.
  private readonly spacesOfVenue = new Map<string, Space[]>();
  private readonly atoms = new Map<string, ReadonlySet<string>>();

  constructor(readonly venues: ReadonlyMap<string, Venue>,
              readonly spaces: ReadonlyMap<string, Space>) {
    for (const space of spaces.values()) {
      const venue = venueOf(space.name);
      const others = this.spacesOfVenue.get(venue);
      if (others) others.push(space);
      else this.spacesOfVenue.set(venue, [space]);
    }
    for (const list of this.spacesOfVenue.values()) {
      list.sort((a, b) => a.name < b.name ? -1 : 1);
    }
  }

  spacesOf(venue: string): readonly Space[] {
    return this.spacesOfVenue.get(venue) ?? [];
  }

  // Of a venue or a space; empty where the venue is not known.
  zoneOf(place: string): string {
    return this.venues.get(venueOf(place))?.timeZone ?? '';
  }

  // The rows that a booking of the venue or space takes.
  taken(place: string, excepted: readonly string[] = []): Taken[] {
    const venue = venueOf(place);
    const all = this.spacesOf(venue);
    const wholeVenue = place === venue;
    const atoms = new Set(wholeVenue ? all.flatMap(({name}) => [...this.atomsOf(name)]) :
                                       this.atomsOf(place));
    for (const space of excepted) this.atomsOf(space).forEach((atom) => atoms.delete(atom));
    const rows: Taken[] = [{row: place, shadow: false}];
    for (const {name} of all) {
      if (name === place) continue;
      if ([...this.atomsOf(name)].some((atom) => atoms.has(atom))) rows.push({row: name, shadow: true});
    }
    return rows;
  }

  // The spaces without parts of which it is made: itself, where it has none.
  private atomsOf(space: string): ReadonlySet<string> {
    const known = this.atoms.get(space);
    if (known) return known;
    const parts = this.spaces.get(space)?.parts ?? [];
    // Before its parts are asked, so that a circle, which the server refuses, ends here too.
    this.atoms.set(space, new Set([space]));
    const atoms = new Set(parts.length === 0 ? [space] :
                                               parts.flatMap((part) => [...this.atomsOf(part)]));
    this.atoms.set(space, atoms);
    return atoms;
  }
}

// `venues/palace` of `venues/palace/spaces/hall` and of itself.
export function venueOf(place: string): string {
  return place.split('/').slice(0, 2).join('/');
}
