import {create} from '@bufbuild/protobuf';
import {describe, expect, it} from 'vitest';
import {ApprovalState} from '../../gen/taqvim/v1/approval_pb';
import {EventState} from '../../gen/taqvim/v1/event_pb';
import {OccurrenceSchema, OccurrenceState} from '../../gen/taqvim/v1/occurrence_pb';
import {booking, date, dated, day, event, space, timed, venue} from '../testing/things';
import {Places} from './places';
import {NOWHERE, PROGRAMMES, usesOf} from './uses';
import {ZoneClocks} from './zone_clock';

const clocks = new ZoneClocks();
const things = [venue('palace'), venue('haus', {timeZone: 'Europe/Berlin'})];
const spaces = [space('palace/hall'), space('haus/saal')];
const places = new Places(new Map(things.map((one) => [one.name, one])),
                          new Map(spaces.map((one) => [one.name, one])));
const utc = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const of = (one: ReturnType<typeof event>, occurrences?: Parameters<typeof usesOf>[1]) =>
    usesOf(one, occurrences, places, clocks);

describe('what an event takes', () => {
  const concert = timed('2027-05-10T18:00', '2027-05-10T20:00');

  it('is when the clocks of the place show it', () => {
    const [hall, saal] = of(event('gala', concert, [booking('palace/hall'), booking('haus/saal')]));
    expect([utc(hall!.span.start), hall!.zone]).toEqual(['2027-05-10T13:00', 'Asia/Almaty']);
    expect([utc(saal!.span.start), saal!.zone]).toEqual(['2027-05-10T16:00', 'Europe/Berlin']);
  });

  it('includes set-up and tear-down', () => {
    const [use] = of(event('gala', concert, [
      booking('palace/hall', {setUp: {seconds: 3600n}, tearDown: {seconds: 1800n}})]));
    expect([utc(use!.inUse.start), utc(use!.inUse.end)]).toEqual(['2027-05-10T12:00', '2027-05-10T15:30']);
    expect([utc(use!.span.start), utc(use!.span.end)]).toEqual(['2027-05-10T13:00', '2027-05-10T15:00']);
  });

  it('has whole days, with those before and after, or no end', () => {
    const [use] = of(event('carpets', dated('2027-03-01', '2027-03-31'), [
      booking('palace/hall', {setUpDays: 2, tearDownDays: 1})]));
    expect(use!.when).toEqual({kind: 'dated', first: day('2027-03-01'), last: day('2027-03-31')});
    expect([utc(use!.inUse.start), utc(use!.inUse.end)]).toEqual(['2027-02-26T19:00', '2027-04-01T19:00']);
    const [corner] = of(event('corner', dated('2027-03-01'), [booking('palace/hall')]));
    expect(corner!.span.end).toBe(Infinity);
  });

  it('is at the time of the booking where that has one, in a zone that is being corrected too', () => {
    const [use] = of(event('gala', concert, [booking('palace/hall', {
      period: timed('2027-05-09T10:00', '2027-05-09T12:00'), timeZone: 'Asia/Tashkent'})]));
    expect([utc(use!.span.start), use!.zone]).toEqual(['2027-05-09T05:00', 'Asia/Tashkent']);
  });

  it('that repeats is taken at each occurrence, its bookings moved as far', () => {
    const occurrence = (on: string, period: ReturnType<typeof timed>, state = OccurrenceState.BOOKED) =>
        create(OccurrenceSchema, {day: date(on), period, state});
    const talks = event('talks', concert, [
      booking('palace/hall'),
      booking('haus/saal', {period: timed('2027-05-11T09:00', '2027-05-11T10:00')})],
      {recurrence: {rule: 'FREQ=WEEKLY'}});
    const uses = of(talks, [
      occurrence('2027-05-10', concert),
      occurrence('2027-05-17', timed('2027-05-17T19:00', '2027-05-17T21:00')),
      occurrence('2027-05-24', timed('2027-05-24T18:00', '2027-05-24T20:00'), OccurrenceState.HELD),
      occurrence('2027-05-31', timed('2027-05-31T18:00', '2027-05-31T20:00'), OccurrenceState.SKIPPED),
    ]);
    expect(uses.map(({place, span, certainty}) => [place.split('/').at(-1), utc(span.start), certainty]))
        .toEqual([
          ['hall', '2027-05-10T13:00', 'confirmed'], ['saal', '2027-05-11T07:00', 'confirmed'],
          ['hall', '2027-05-17T14:00', 'confirmed'], ['saal', '2027-05-18T08:00', 'confirmed'],
          ['hall', '2027-05-24T13:00', 'tentative'], ['saal', '2027-05-25T07:00', 'tentative']]);
    expect(new Set(uses.map(({key}) => key)).size).toBe(uses.length);
    // Until the server has said when they are, nothing is guessed.
    expect(of(talks)).toEqual([]);
  });

  it('is what it has, and what it would move to', () => {
    const gala = (state: ApprovalState) => event('gala', concert, [booking('palace/hall')], {move: {
      period: timed('2027-05-12T18:00', '2027-05-12T20:00'), bookings: [booking('haus/saal')],
      approvals: [{booking: 'saal', state}]}});
    expect(of(gala(ApprovalState.PENDING)).map(({place, certainty}) => [place, certainty])).toEqual([
      ['venues/palace/spaces/hall', 'confirmed'], ['venues/haus/spaces/saal', 'move']]);
    // A move that was refused holds nothing.
    expect(of(gala(ApprovalState.REFUSED))).toHaveLength(1);
  });

  it('is in no place, where it has none yet, at the time of its own zone', () => {
    const [use] = of(event('talk', concert, [], {timeZone: 'Asia/Tashkent', state: EventState.TENTATIVE}));
    expect([use!.place, utc(use!.span.start), use!.certainty]).toEqual(
        [NOWHERE, '2027-05-10T13:00', 'tentative']);
  });

  it('of culture days is their stops, and what they book themselves', () => {
    const days = event('days', undefined, [
      booking('palace/hall', {period: timed('2027-05-10T10:00', '2027-05-10T11:00')})],
      {kind: {case: 'cultureDays', value: {stops: [
        {city: 'Astana', firstDay: date('2027-05-10'), lastDay: date('2027-05-12')}]}}});
    expect(of(days).map(({place, city}) => [place, city])).toEqual(
        [[PROGRAMMES, 'Astana'], ['venues/palace/spaces/hall', '']]);
  });

  it.each([[EventState.CANCELLED, 'cancelled'], [EventState.EXPIRED, 'expired']])(
      'in state %s is %s', (state, certainty) => {
        expect(of(event('gala', concert, [booking('palace/hall')], {state}))[0]!.certainty).toBe(certainty);
      });
});
