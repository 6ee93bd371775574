import {describe, expect, it} from 'vitest';
import {EventState, Visibility} from '../../gen/taqvim/v1/event_pb';
import {booking, dated, event, resource, space, timed, venue} from '../testing/things';
import {Schedule} from '../model/schedule';
import {Dates} from './dates';
import {Labels} from './labels';
import {Words} from './words';

const schedule = new Schedule();
schedule.putAll([resource(venue('palace', {title: {en: 'Palace'}})), resource(space('palace/hall', {title: {en: 'Hall'}}))]);
const labels = new Labels(new Words('en'), new Dates('en'), ['en'], schedule);
const concert = timed('2027-05-10T18:00', '2027-05-10T20:00');
const use = (one: ReturnType<typeof event>) => schedule.usesOf(one)[0]!;

describe('labels', () => {
  it('call things by their titles, and what is closed reserved', () => {
    expect(labels.title(event('gala', concert))).toEqual({text: 'gala', language: 'en'});
    expect(labels.title(event('secret', concert, [], {title: {}, visibility: Visibility.PRIVATE})).text).toBe('Reserved');
    expect(labels.title(event('mute', concert, [], {title: {}})).text).toBe('No title');
    expect(labels.named('organizations/unknown').text).toBe('unknown');
  });
  it('call an activity by its form', () => {
    expect(labels.kind(event('gala', concert))).toBe('Concert');
    expect(labels.kind(event('gala', concert, [], {kind: {case: 'activity', value: {form: 12}}}))).toBe('Activity');
    expect(labels.kind(event('carpets', concert, [], {kind: {case: 'exhibition', value: {}}}))).toBe('Exhibition');
  });
  it('say where and when, whose time, and how long it is in use', () => {
    const gala = use(event('gala', concert, [booking('palace/hall', {setUp: {seconds: 3600n}})]));
    expect(labels.place(gala)).toBe('Hall, Palace');
    expect(labels.when(gala)).toMatch(/10 May 2027, 18:00–20:00$/);
    expect(labels.zone(gala.zone, gala.span.start)).toBe('Asia/Almaty, UTC+05:00');
    expect(labels.otherTime(gala, 'Europe/Berlin')).toMatch(/15:00–17:00 \(Europe\/Berlin, UTC\+02:00\)/);
    // The clocks of Tashkent show the same.
    expect(labels.otherTime(gala, 'Asia/Tashkent')).toBe('');
    expect(labels.inUse(gala)).toBe('In use 17:00–20:00');
    const corner = use(event('corner', dated('2027-05-10'), [booking('palace', {setUpDays: 2})]));
    expect(labels.place(corner)).toBe('Palace');
    expect(labels.when(corner)).toBe('from 10 May 2027, permanent');
    expect(labels.inUse(corner)).toBe('Set-up: 2 days before');
    expect(labels.place(use(event('talk', concert)))).toBe('No place yet');
  });
  it('say how a hold stands, and what to look at', () => {
    const hold = event('hold', concert, [booking('palace/hall')], {state: EventState.TENTATIVE});
    schedule.setStandings(hold.name, new Map([['hall', {rank: 2, blocked: true}]]));
    expect(labels.remarks(use(hold), true)).toEqual([
      {text: 'Tentative', warns: false}, {text: 'Hold 2', warns: false},
      {text: 'Something confirmed is in the way', warns: true}, {text: 'In conflict', warns: true}]);
  });
});
