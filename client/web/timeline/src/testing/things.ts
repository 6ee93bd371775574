// Things of the schedule, for tests, in few words.
import {create, type MessageInitShape} from '@bufbuild/protobuf';
import {DayOfWeek} from '../../gen/google/type/dayofweek_pb';
import {BookingSchema, type Booking} from '../../gen/taqvim/v1/booking_pb';
import {ResourceSchema, type Resource} from '../../gen/taqvim/v1/change_pb';
import {ClosureSchema, type Closure} from '../../gen/taqvim/v1/closure_pb';
import {EventSchema, EventState, type Event} from '../../gen/taqvim/v1/event_pb';
import {SpaceSchema, type Space} from '../../gen/taqvim/v1/space_pb';
import {PeriodSchema, type Period} from '../../gen/taqvim/v1/time_pb';
import {VenueSchema, type Venue} from '../../gen/taqvim/v1/venue_pb';
import {parseDay} from '../model/civil';

export function date(text: string): {year: number; month: number; day: number} {
  const [year, month, day] = text.split('-').map(Number);
  return {year: year!, month: month!, day: day!};
}

// Of `2027-05-10T18:00`.
function dateTime(text: string) {
  const [day, time] = text.split('T');
  const [hours, minutes] = time!.split(':').map(Number);
  return {...date(day!), hours: hours!, minutes: minutes!};
}

// From a time to a time.
export function timed(start: string, end: string): Period {
  return create(PeriodSchema, {kind: {case: 'timed', value: {start: dateTime(start), end: dateTime(end)}}});
}

// From a day to a day, or for ever.
export function dated(first: string, last?: string): Period {
  return create(PeriodSchema, {kind: {case: 'dated', value: {
    firstDay: date(first),
    end: last ? {case: 'lastDay', value: date(last)} : {case: 'permanent', value: true},
  }}});
}

export function venue(id: string, more: MessageInitShape<typeof VenueSchema> = {}): Venue {
  return create(VenueSchema, {name: `venues/${id}`, title: {en: id}, country: 'KZ', city: 'Astana',
                              timeZone: 'Asia/Almaty', ...more});
}

export function space(id: string, more: MessageInitShape<typeof SpaceSchema> = {}): Space {
  const [of, own] = id.split('/');
  return create(SpaceSchema, {name: `venues/${of}/spaces/${own}`, title: {en: own!}, ...more});
}

export function closure(id: string, period: Period,
                        more: MessageInitShape<typeof ClosureSchema> = {}): Closure {
  const [of, own] = id.split('/');
  return create(ClosureSchema, {name: `venues/${of}/closures/${own}`, period, ...more});
}

// Of `palace/hall` or `palace`.
export function booking(place: string, more: MessageInitShape<typeof BookingSchema> = {}): Booking {
  const [of, own] = place.split('/');
  return create(BookingSchema, {
    id: own ?? of!,
    resource: own ? {case: 'space', value: `venues/${of}/spaces/${own}`} :
                    {case: 'venue', value: `venues/${of}`},
    ...more,
  });
}

// A confirmed activity, unless `more` says otherwise.
export function event(id: string, period: Period | undefined, bookings: Booking[] = [],
                      more: MessageInitShape<typeof EventSchema> = {}): Event {
  return create(EventSchema, {
    name: `events/${id}`, title: {en: id}, period: period as Period, bookings,
    state: EventState.CONFIRMED, kind: {case: 'activity', value: {form: 1}}, ...more,
  });
}

export function resource(thing: Event | Venue | Space | Closure): Resource {
  const kinds = {'taqvim.v1.Event': 'event', 'taqvim.v1.Venue': 'venue', 'taqvim.v1.Space': 'space',
                 'taqvim.v1.Closure': 'closure'} as const;
  const kind = kinds[thing.$typeName];
  return create(ResourceSchema, {resource: {case: kind, value: thing} as Resource['resource']});
}

export function day(text: string): number {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is no day`);
  return parsed;
}

export function local(text: string): number {
  return Date.parse(`${text}Z`);
}

export const weekdays = [DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY,
                         DayOfWeek.THURSDAY, DayOfWeek.FRIDAY];
