import {describe, expect, it, vi} from 'vitest';
import {Temporal} from 'temporal-polyfill';
import {DAY, HOUR, MINUTE, dayFrom, dayOf, midnight} from './civil';
import {Random} from '../testing/random';
import {ZoneClock, ZoneClocks} from './zone_clock';

const local = (text: string) => Date.parse(`${text}Z`);
const instant = (text: string) => Date.parse(text);

describe('the clock of a zone', () => {
  const berlin = new ZoneClock('Europe/Berlin');
  const almaty = new ZoneClock('Asia/Almaty');

  it('reads a time that is there once', () => {
    expect(almaty.instantOf(local('2027-05-10T18:00'))).toBe(instant('2027-05-10T13:00Z'));
    expect(almaty.localOf(instant('2027-05-10T13:00Z'))).toBe(local('2027-05-10T18:00'));
  });

  it('knows when Kazakhstan went to five hours', () => {
    expect(almaty.offsetAt(instant('2024-02-29T17:59:59Z'))).toBe(6 * HOUR);
    expect(almaty.offsetAt(instant('2024-02-29T18:00:00Z'))).toBe(5 * HOUR);
  });

  it('takes the earlier of two, or the one whose offset was said', () => {
    const twice = local('2027-10-31T02:30');
    expect(berlin.instantsOf(twice)).toEqual(
        [instant('2027-10-31T00:30Z'), instant('2027-10-31T01:30Z')]);
    expect(berlin.instantOf(twice)).toBe(instant('2027-10-31T00:30Z'));
    expect(berlin.instantOf(twice, HOUR)).toBe(instant('2027-10-31T01:30Z'));
    expect(berlin.instantOf(twice, 5 * HOUR)).toBe(instant('2027-10-31T00:30Z'));
    expect(berlin.isSecondTime(instant('2027-10-31T00:30Z'))).toBe(false);
    expect(berlin.isSecondTime(instant('2027-10-31T01:30Z'))).toBe(true);
    expect(berlin.isSecondTime(instant('2027-10-31T02:30Z'))).toBe(false);
  });

  it('reads what the clocks skip with the offset before', () => {
    const skipped = local('2027-03-28T02:30');
    expect(berlin.instantsOf(skipped)).toEqual([]);
    expect(berlin.localOf(berlin.instantOf(skipped))).toBe(local('2027-03-28T03:30'));
  });

  // The three examples of time.proto.
  it.each([
    ['2027-03-28T02:30', '2027-03-28T03:30', '2027-03-28T03:30', '2027-03-28T04:30'],
    ['2027-03-28T01:00', '2027-03-28T02:00', '2027-03-28T01:00', '2027-03-28T03:00'],
    ['2027-03-27T22:00', '2027-03-28T05:00', '2027-03-27T22:00', '2027-03-28T05:00'],
  ])('reads %s to %s as %s to %s', (start, end, from, to) => {
    const span = berlin.spanOf({start: local(start), end: local(end)});
    expect(berlin.localOf(span.start)).toBe(local(from));
    expect(berlin.localOf(span.end)).toBe(local(to));
  });

  it('lets pass what was said to pass where both ends are shown twice', () => {
    const span = berlin.spanOf({
      start: local('2027-10-31T02:10'), startOffset: 2 * HOUR,
      end: local('2027-10-31T02:10'), endOffset: HOUR,
    });
    expect(span.end - span.start).toBe(HOUR);
  });

  it.each([['Europe/Berlin', [2027, 3, 28], 23], ['Europe/Berlin', [2027, 10, 31], 25],
           ['Europe/Berlin', [2027, 5, 10], 24], ['Australia/Lord_Howe', [2027, 10, 3], 23.5],
           ['America/Santiago', [2027, 9, 5], 23]] as const)(
      'has in %s on %s a day of %s hours', (zone, [year, month, day], hours) => {
        const clock = new ZoneClock(zone);
        const date = dayFrom(year, month, day);
        expect(clock.dayBegin(date + 1) - clock.dayBegin(date)).toBe(hours * HOUR);
      });

  it('begins a day whose midnight is skipped with what is shown first', () => {
    // From 00:00 to 01:00.
    const santiago = new ZoneClock('America/Santiago');
    const begin = santiago.dayBegin(dayFrom(2027, 9, 5));
    expect(santiago.localOf(begin)).toBe(local('2027-09-05T01:00'));
  });

  it('has a permanent one without an end', () => {
    expect(berlin.spanOfDays(dayFrom(2027, 1, 1), undefined).end).toBe(Infinity);
  });

  // To look through all the years between takes minutes where a browser has no Temporal of its own.
  it('looks at no more rules for what lasts for ever than for tomorrow', () => {
    const looked = vi.spyOn(Temporal.ZonedDateTime.prototype, 'getTimeZoneTransition');
    const clock = new ZoneClock('Europe/Berlin');
    const span = clock.spanOfDays(dayFrom(2027, 1, 1), dayFrom(9998, 7, 31));
    expect(new Date(span.start).toISOString()).toBe('2026-12-31T23:00:00.000Z');
    expect(new Date(span.end).toISOString()).toBe('9998-07-31T22:00:00.000Z');
    expect(looked.mock.calls.length).toBeLessThan(50);
    looked.mockRestore();
  });

  // Rules are looked up by four years; across the seams, too, a day follows the other.
  it('has no seams', () => {
    const london = new ZoneClock('Europe/London');
    for (let day = dayFrom(2023, 12, 1); day < dayFrom(2030, 2, 1); ++day) {
      const begin = london.dayBegin(day);
      expect(dayOf(london.localOf(begin))).toBe(day);
      expect(dayOf(london.localOf(begin - 1))).toBe(day - 1);
    }
  });

  // Whatever is asked in whatever order, it is what Temporal says.
  it('agrees with Temporal', () => {
    const random = new Random();
    for (const zone of ['Asia/Tashkent', 'Europe/London', 'America/Los_Angeles', 'Africa/Casablanca',
                        'Pacific/Apia', 'Asia/Tehran', 'Australia/Lord_Howe']) {
      const clock = new ZoneClock(zone);
      for (let count = 0; count < 300; ++count) {
        const time = midnight(dayFrom(1990, 1, 1)) + random.below(60 * 365) * DAY + random.below(1440) * MINUTE;
        const zoned = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(zone);
        const shown = zoned.toPlainDateTime();
        const asNumber = Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute);
        expect(clock.localOf(time), `${zone} ${zoned}`).toBe(asNumber);
        const said = new Date(time).toISOString().slice(0, 16);
        const read = Temporal.PlainDateTime.from(said).toZonedDateTime(zone);
        expect(clock.instantOf(time), `${zone} ${said}`).toBe(read.epochMilliseconds);
        expect(clock.dayBegin(Math.floor(time / DAY)), `${zone} ${said}`).toBe(
            Temporal.PlainDate.from(said).toZonedDateTime(zone).epochMilliseconds);
      }
    }
  });
});

describe('clocks by their zones', () => {
  it('shows UTC for a zone that nobody knows', () => {
    const clocks = new ZoneClocks();
    expect(clocks.of('Mars/Olympus').zone).toBe('UTC');
    expect(clocks.isKnown('Mars/Olympus')).toBe(false);
    expect(clocks.of('Asia/Almaty')).toBe(clocks.of('Asia/Almaty'));
  });
});
