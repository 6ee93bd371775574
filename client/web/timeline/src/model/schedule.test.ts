import {create} from '@bufbuild/protobuf';
import {describe, expect, it} from 'vitest';
import {ChangeKind, ChangeSchema, RevisionSchema, type Resource} from '../../gen/taqvim/v1/change_pb';
import {EventState} from '../../gen/taqvim/v1/event_pb';
import {OccurrenceSchema, OccurrenceState} from '../../gen/taqvim/v1/occurrence_pb';
import {booking, date, event, resource, space, timed, venue} from '../testing/things';
import {Schedule} from './schedule';

const concert = timed('2027-05-10T18:00', '2027-05-10T20:00');
const gala = (more = {}) => event('gala', concert, [booking('palace/hall')], more);
const change = (name: string, kind: ChangeKind, after?: Resource) => create(RevisionSchema, {
  changes: [create(ChangeSchema, {name, kind, after: after as Resource})]});

function filled(...more: Resource[]): Schedule {
  const schedule = new Schedule();
  schedule.beginSnapshot();
  schedule.putAll([resource(venue('palace')), resource(space('palace/hall')), resource(gala()), ...more]);
  schedule.completeSnapshot();
  return schedule;
}

describe('the schedule', () => {
  it('has what a snapshot told once it is complete, and nothing of before', () => {
    const schedule = filled();
    const version = schedule.version;
    schedule.beginSnapshot();
    schedule.putAll([resource(venue('haus'))]);
    expect(schedule.incomingEvents).toBe(0);
    expect([...schedule.events.keys()]).toEqual(['events/gala']);
    schedule.completeSnapshot();
    expect([...schedule.events.keys()]).toEqual([]);
    expect([...schedule.venues.keys()]).toEqual(['venues/haus']);
    expect(schedule.version).toBeGreaterThan(version);
  });

  it('puts changes made during a snapshot over what its pages show', () => {
    const schedule = filled();
    schedule.beginSnapshot();
    schedule.putAll([resource(gala()), resource(event('talk', concert))]);
    schedule.apply([change('events/gala', ChangeKind.DELETED)]);
    expect(schedule.events.has('events/gala')).toBe(true);
    schedule.completeSnapshot();
    expect([...schedule.events.keys()]).toEqual(['events/talk']);
  });

  it('follows changes, and says which events they were of', () => {
    const schedule = filled();
    const tentative = gala({state: EventState.TENTATIVE});
    expect(schedule.usesOf(schedule.events.get('events/gala')!)[0]!.certainty).toBe('confirmed');
    expect(schedule.apply([change('events/gala', ChangeKind.UPDATED, resource(tentative))])).toEqual(
        ['events/gala']);
    expect(schedule.usesOf(schedule.events.get('events/gala')!)[0]!.certainty).toBe('tentative');
    expect(schedule.tentative()).toHaveLength(1);
    schedule.apply([change('events/gala', ChangeKind.LEFT, resource(tentative))]);
    expect(schedule.events.size).toBe(0);
  });

  it('reads times and names anew when a place becomes another', () => {
    const schedule = filled();
    const of = () => schedule.usesOf(schedule.events.get('events/gala')!)[0]!;
    expect(of().zone).toBe('Asia/Almaty');
    expect(schedule.searchTextOf(schedule.events.get('events/gala')!)).toContain('hall');
    const moved = venue('palace', {timeZone: 'Europe/Berlin'});
    schedule.apply([change('venues/palace', ChangeKind.UPDATED, resource(moved))]);
    expect(of().zone).toBe('Europe/Berlin');
    const hall = space('palace/hall', {title: {en: 'Salon'}});
    schedule.apply([change(hall.name, ChangeKind.UPDATED, resource(hall))]);
    expect(schedule.searchTextOf(schedule.events.get('events/gala')!)).toContain('salon');
    expect(schedule.titleOf(hall.name)).toEqual({en: 'Salon'});
  });

  it('knows when what repeats takes place as it is told, and forgets it with the event', () => {
    const talks = event('talks', concert, [booking('palace/hall')], {recurrence: {rule: 'FREQ=DAILY'}});
    const schedule = filled(resource(talks));
    expect(schedule.repeating()).toHaveLength(1);
    expect(schedule.usesOf(talks)).toEqual([]);
    schedule.setOccurrences(talks.name, [create(OccurrenceSchema, {
      day: date('2027-05-10'), period: concert, state: OccurrenceState.BOOKED})]);
    expect(schedule.usesOf(talks)).toHaveLength(1);
    schedule.apply([change(talks.name, ChangeKind.DELETED)]);
    schedule.apply([change(talks.name, ChangeKind.CREATED, resource(talks))]);
    expect(schedule.usesOf(schedule.events.get(talks.name)!)).toEqual([]);
  });

  it('knows how holds stand while they are holds', () => {
    const schedule = filled();
    const hold = gala({state: EventState.TENTATIVE});
    schedule.apply([change(hold.name, ChangeKind.UPDATED, resource(hold))]);
    schedule.setStandings(hold.name, new Map([['hall', {rank: 2, blocked: false}]]));
    const use = {event: hold.name, booking: 'hall'};
    expect(schedule.standingOf(use)).toEqual({rank: 2, blocked: false});
    schedule.apply([change(hold.name, ChangeKind.UPDATED, resource(gala()))]);
    expect(schedule.standingOf(use)).toBeUndefined();
  });
});
