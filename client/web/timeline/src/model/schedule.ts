// The schedule as far as it is known here: resources as the server's snapshot and its changes tell
// them, and what is made of them. It keeps no more than was told; who follows (client/follower.ts)
// decides what that is.
//
// Mutable, with one owner; `version` grows with each change that is complete.
import type {Change, Resource, Revision} from '../../gen/taqvim/v1/change_pb';
import {ChangeKind} from '../../gen/taqvim/v1/change_pb';
import type {Closure} from '../../gen/taqvim/v1/closure_pb';
import {EventState, type Event} from '../../gen/taqvim/v1/event_pb';
import type {Occurrence} from '../../gen/taqvim/v1/occurrence_pb';
import type {Organization} from '../../gen/taqvim/v1/organization_pb';
import type {Participant} from '../../gen/taqvim/v1/participant_pb';
import type {Space} from '../../gen/taqvim/v1/space_pb';
import type {Venue} from '../../gen/taqvim/v1/venue_pb';
import {searchText} from './filter';
import {Places} from './places';
import type {Texts} from './texts';
import {usesOf, type Use} from './uses';
import {ZoneClocks} from './zone_clock';

// By their names.
class Things {
  readonly events = new Map<string, Event>();
  readonly venues = new Map<string, Venue>();
  readonly spaces = new Map<string, Space>();
  readonly closures = new Map<string, Closure>();
  readonly organizations = new Map<string, Organization>();
  readonly participants = new Map<string, Participant>();

  private mapOf(kind: Resource['resource']['case']): Map<string, unknown> | undefined {
    switch (kind) {
      case 'event': return this.events;
      case 'venue': return this.venues;
      case 'space': return this.spaces;
      case 'closure': return this.closures;
      case 'organization': return this.organizations;
      case 'participant': return this.participants;
      default: return undefined;
    }
  }

  put({resource}: Resource): void {
    if (resource.value) this.mapOf(resource.case)?.set(resource.value.name, resource.value);
  }

  remove(name: string): void {
    for (const map of [this.events, this.venues, this.spaces, this.closures, this.organizations,
                       this.participants]) {
      map.delete(name);
    }
  }
}

// How a hold stands among others, which the server works out when it is asked.
export interface Standing {
  rank: number;
  blocked: boolean;
}

export class Schedule {
  readonly clocks = new ZoneClocks();
  version = 0;
  private things = new Things();
  // The snapshot that is being read, until it is complete.
  private incoming: Things | undefined;
  private knownPlaces: Places | undefined;
  private occurrences = new Map<string, readonly Occurrence[]>();
  private standings = new Map<string, ReadonlyMap<string, Standing>>();
  private readonly uses = new Map<string, readonly Use[]>();
  private readonly texts = new Map<string, string>();

  get events(): ReadonlyMap<string, Event> { return this.things.events; }
  get venues(): ReadonlyMap<string, Venue> { return this.things.venues; }
  get spaces(): ReadonlyMap<string, Space> { return this.things.spaces; }
  get closures(): ReadonlyMap<string, Closure> { return this.things.closures; }
  get organizations(): ReadonlyMap<string, Organization> { return this.things.organizations; }
  get participants(): ReadonlyMap<string, Participant> { return this.things.participants; }

  get places(): Places {
    this.knownPlaces ??= new Places(this.things.venues, this.things.spaces);
    return this.knownPlaces;
  }

  // A snapshot begins: what is known stays until the other is complete.
  beginSnapshot(): void {
    this.incoming = new Things();
  }

  putAll(resources: readonly Resource[]): void {
    for (const resource of resources) (this.incoming ?? this.things).put(resource);
  }

  // How many events the snapshot that is being read has so far.
  get incomingEvents(): number {
    return this.incoming?.events.size ?? 0;
  }

  completeSnapshot(): void {
    if (this.incoming) this.things = this.incoming;
    this.incoming = undefined;
    this.forgetAll();
  }

  // Whole revisions; answers the names of the events that changed.
  apply(revisions: readonly Revision[]): string[] {
    const changed: string[] = [];
    for (const {changes} of revisions) {
      for (const change of changes) {
        this.applyChange(change);
        if (change.name.startsWith('events/')) changed.push(change.name);
      }
    }
    if (!this.incoming) ++this.version;
    return changed;
  }

  // Of events that repeat, when they take place, as the server lists it.
  setOccurrences(event: string, occurrences: readonly Occurrence[]): void {
    this.occurrences.set(event, occurrences);
    this.uses.delete(event);
    ++this.version;
  }

  // Of a tentative event, how its bookings stand, by their ids.
  setStandings(event: string, standings: ReadonlyMap<string, Standing>): void {
    this.standings.set(event, standings);
    ++this.version;
  }

  standingOf({event, booking}: {event: string; booking: string}): Standing | undefined {
    return this.standings.get(event)?.get(booking);
  }

  usesOf(event: Event): readonly Use[] {
    let uses = this.uses.get(event.name);
    if (!uses) {
      uses = usesOf(event, this.occurrences.get(event.name), this.places, this.clocks);
      this.uses.set(event.name, uses);
    }
    return uses;
  }

  searchTextOf(event: Event): string {
    let text = this.texts.get(event.name);
    if (text === undefined) {
      text = searchText(event, (name) => Object.values(this.titleOf(name)));
      this.texts.set(event.name, text);
    }
    return text;
  }

  // What a resource is called; nothing where it is not known.
  titleOf(name: string): Texts {
    return (this.events.get(name) ?? this.venues.get(name) ?? this.spaces.get(name) ??
            this.organizations.get(name) ?? this.participants.get(name))?.title ?? {};
  }

  repeating(): Event[] {
    return [...this.events.values()].filter(({recurrence}) => recurrence !== undefined);
  }

  tentative(): Event[] {
    return [...this.events.values()].filter(({state}) => state === EventState.TENTATIVE);
  }

  private applyChange({name, kind, after}: Change): void {
    const things = this.incoming ?? this.things;
    if (kind === ChangeKind.DELETED || kind === ChangeKind.LEFT || !after) things.remove(name);
    else things.put(after);
    if (this.incoming) return;
    if (name.startsWith('events/')) this.forget(name);
    else this.forgetDerived();
  }

  private forget(event: string): void {
    this.uses.delete(event);
    this.texts.delete(event);
    const state = this.events.get(event)?.state;
    if (state !== EventState.TENTATIVE) this.standings.delete(event);
    if (!this.events.get(event)?.recurrence) this.occurrences.delete(event);
  }

  // What places and institutions are called, or are made of, is in what was made of them.
  private forgetDerived(): void {
    this.knownPlaces = undefined;
    this.uses.clear();
    this.texts.clear();
  }

  private forgetAll(): void {
    this.forgetDerived();
    const kept = (name: string) => this.events.has(name);
    this.occurrences = new Map([...this.occurrences].filter(([name]) => kept(name)));
    this.standings = new Map([...this.standings].filter(([name]) => kept(name)));
    ++this.version;
  }
}
