// Uses: what an event takes or would take, where and when, each booking and each occurrence one.
// Pure.
import type {Booking} from '../../gen/taqvim/v1/booking_pb';
import {EventState, type Event} from '../../gen/taqvim/v1/event_pb';
import {ApprovalState} from '../../gen/taqvim/v1/approval_pb';
import {OccurrenceState, type Occurrence} from '../../gen/taqvim/v1/occurrence_pb';
import {beginOf, dayOfProto, inUse, shifted, spanOf, whenOf, type When} from './periods';
import {dayOf, type Day} from './civil';
import type {Places} from './places';
import type {Span, ZoneClocks} from './zone_clock';

// How certain it is: what is said of it in words and shown by its pattern.
export type Certainty =
    // It is taken.
    'confirmed' |
    // It is held, ranked among other holds.
    'tentative' |
    // A confirmed event would move here once those who approve agree.
    'move' |
    // It was called off, or has lapsed: what it took is free.
    'cancelled' | 'expired';

// Where what books no place stands, and in which cities culture days are.
export const NOWHERE = 'nowhere';
export const PROGRAMMES = 'programmes';

export interface Use {
  // The same for the same use through all changes of other things.
  key: string;
  event: string;
  // The id of the booking; empty for what books nothing.
  booking: string;
  // The venue or space, or NOWHERE or PROGRAMMES.
  place: string;
  excepted: readonly string[];
  zone: string;
  when: When;
  // When it takes place, and with set-up and tear-down.
  span: Span;
  inUse: Span;
  // Of whole days, how many are in use before and after.
  setUpDays: number;
  tearDownDays: number;
  certainty: Certainty;
  // The day by which an occurrence of a rule is known; undefined of what takes place once.
  occurrence: Day | undefined;
  // Of a stop.
  city: string;
}

export function certaintyOf(event: Event): Certainty {
  switch (event.state) {
    case EventState.CONFIRMED: return 'confirmed';
    case EventState.CANCELLED: return 'cancelled';
    case EventState.EXPIRED: return 'expired';
    default: return 'tentative';
  }
}

// Of the booking of a space or venue its name, else nothing.
function placeOf(booking: Booking): string | undefined {
  const {case: kind, value} = booking.resource;
  return kind === 'space' || kind === 'venue' ? value : undefined;
}

// Whether a move still waits: one that was refused holds nothing.
export function waits(event: Event): boolean {
  return event.move !== undefined &&
      event.move.approvals.every(({state}) => state !== ApprovalState.REFUSED);
}

// Of an event that repeats, what its rule makes of it: occurrences as the server lists them.
export type OccurrencesOf = (event: string) => readonly Occurrence[] | undefined;

// The zone of what is in no place: what the event says, or what a booking of it says.
function zoneOf(event: Event): string {
  return event.timeZone || event.bookings.find(({timeZone}) => timeZone)?.timeZone || 'UTC';
}

interface Time {
  when: When;
  occurrence: Day | undefined;
  certainty: Certainty;
}

// What the event says of its times: one, or one for each occurrence that takes place.
function timesOf(event: Event, occurrences: readonly Occurrence[] | undefined): Time[] {
  const certainty = certaintyOf(event);
  const when = whenOf(event.period);
  if (event.recurrence === undefined) {
    return when ? [{when, occurrence: undefined, certainty}] : [];
  }
  return (occurrences ?? []).flatMap((one) => {
    const shown = one.state === OccurrenceState.BOOKED || one.state === OccurrenceState.HELD;
    const period = whenOf(one.period);
    if (!shown || !period || !one.day) return [];
    const held = one.state === OccurrenceState.HELD && certainty === 'confirmed';
    return [{when: period, occurrence: dayOfProto(one.day),
             certainty: held ? 'tentative' as const : certainty}];
  });
}

class UseMaker {
  constructor(private readonly event: Event, private readonly places: Places,
              private readonly clocks: ZoneClocks) {}

  use(booking: Booking | undefined, when: When, certainty: Certainty, occurrence?: Day,
      suffix = ''): Use {
    const place = booking && placeOf(booking);
    const zone = booking && place ? booking.timeZone || this.places.zoneOf(place) || 'UTC' :
                                    zoneOf(this.event);
    const clock = this.clocks.of(zone);
    const span = spanOf(when, clock);
    return {
      key: [this.event.name, booking?.id ?? '', occurrence ?? '', suffix].join(' '),
      event: this.event.name, booking: booking?.id ?? '', place: place ?? NOWHERE,
      excepted: booking?.exceptedSpaces ?? [], zone, when, span,
      inUse: booking && place ? inUse(when, booking, clock) : span,
      setUpDays: booking?.setUpDays ?? 0, tearDownDays: booking?.tearDownDays ?? 0,
      certainty, occurrence, city: '',
    };
  }

  // The bookings of places at the time, moved as far as the event is from what it says.
  ofBookings(bookings: readonly Booking[], base: When | undefined, time: Time, suffix = ''): Use[] {
    const by = base ? beginOf(time.when) - beginOf(base) : 0;
    return bookings.filter((booking) => placeOf(booking) !== undefined).map((booking) => {
      const own = whenOf(booking.period);
      const when = own ? shifted(own, by) : time.when;
      return this.use(booking, when, time.certainty, time.occurrence, suffix);
    });
  }

  stops(): Use[] {
    const {kind} = this.event;
    if (kind.case !== 'cultureDays') return [];
    return kind.value.stops.flatMap(({city, firstDay, lastDay}, index) => {
      if (!firstDay || !lastDay) return [];
      const when: When = {kind: 'dated', first: dayOfProto(firstDay), last: dayOfProto(lastDay)};
      const use = this.use(undefined, when, certaintyOf(this.event), undefined, `stop ${index}`);
      return [{...use, place: PROGRAMMES, city}];
    });
  }
}

// All that the event takes and would take. Of one that repeats, the occurrences that are known.
export function usesOf(event: Event, occurrences: readonly Occurrence[] | undefined,
                       places: Places, clocks: ZoneClocks): Use[] {
  const maker = new UseMaker(event, places, clocks);
  const base = whenOf(event.period);
  const uses = maker.stops();
  for (const time of timesOf(event, occurrences)) {
    const booked = maker.ofBookings(event.bookings, base, time);
    uses.push(...booked.length > 0 ? booked :
                                     [maker.use(undefined, time.when, time.certainty, time.occurrence)]);
  }
  if (!base) {
    // Culture days, whose bookings say themselves when they are.
    for (const booking of event.bookings) {
      const when = whenOf(booking.period);
      if (when && placeOf(booking) !== undefined) {
        uses.push(maker.use(booking, when, certaintyOf(event)));
      }
    }
  }
  const move = event.move;
  const moved = whenOf(move?.period) ?? base;
  if (move && moved && waits(event)) {
    const time = {when: moved, occurrence: undefined, certainty: 'move' as const};
    uses.push(...maker.ofBookings(move.bookings, moved, time, 'move'));
  }
  return uses;
}

// The first day on which the use is, by the clocks of where it is.
export function firstDayOf(use: Use): Day {
  return use.when.kind === 'dated' ? use.when.first : dayOf(use.when.said.start);
}
