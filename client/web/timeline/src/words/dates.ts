// Dates and times in words, in the language of the reader. Local times are shown as they are: the
// zone in which they are is said beside them. Pure.
import namesByLanguage from 'virtual:date-names';
import {DAY, MINUTE, dayOf, midnight, type Day, type Instant, type Local} from '../model/civil';
import type {When} from '../model/periods';
import type {Window} from '../model/window';

const UTC = {timeZone: 'UTC'} as const;

// What months and days of the week are called in a language; January and Monday first.
type Names = Readonly<Record<'long' | 'short', readonly string[]>>;
export interface DateNames {
  months: Names;
  weekdays: Names;
}

type Format = Pick<Intl.DateTimeFormat, 'format' | 'formatRange'>;

// Whether this browser writes dates of the language in its words. Some that say so write `M05`.
export function browserHasNames(language: string): boolean {
  return Intl.DateTimeFormat.supportedLocalesOf([language]).length > 0 &&
      !/\d/.test(new Intl.DateTimeFormat(language, {month: 'long', ...UTC}).format(0));
}

// As the format of English has it, with the names of another language.
function renamed(english: Intl.DateTimeFormat, {months, weekdays}: DateNames): Format {
  const {month, weekday} = english.resolvedOptions();
  const names = new Map<string, string>();
  const learn = (type: 'month' | 'weekday', at: number, name: string | undefined) => {
    const said = english.formatToParts(at).find((part) => part.type === type)?.value;
    if (said !== undefined && name !== undefined) names.set(said, name);
  };
  // At noon, which is the same day nearly everywhere.
  for (let i = 0; i < 12 && (month === 'long' || month === 'short'); ++i) {
    learn('month', Date.UTC(2027, i, 10, 12), months[month][i]);
  }
  for (let i = 0; i < 7 && (weekday === 'long' || weekday === 'short'); ++i) {
    learn('weekday', Date.UTC(2027, 4, 10 + i, 12), weekdays[weekday][i]);
  }
  const told = (parts: Pick<Intl.DateTimeFormatPart, 'value'>[]) =>
      parts.map(({value}) => names.get(value) ?? value).join('');
  return {
    format: (at) => told(english.formatToParts(at)),
    formatRange: (from, to) => told(english.formatRangeToParts(from, to)),
  };
}

export class Dates {
  private readonly language: string;
  // Where the browser has none.
  private readonly names: DateNames | undefined;
  private readonly made = new Map<string, Format>();

  // Where nobody knows dates in the language, they are in English; and there and where the browser
  // does not know them, day before month.
  constructor(language: string, hasNames = browserHasNames) {
    const wanted = language === 'en' ? 'en-GB' : language;
    const isKnown = hasNames(wanted);
    this.language = isKnown ? wanted : 'en-GB';
    this.names = isKnown ? undefined : namesByLanguage[language];
  }

  // `Mon 10`, above the column of a day.
  columnDay(day: Day): string {
    return this.of(midnight(day), {weekday: 'short', day: 'numeric'});
  }
  weekdayName(day: Day): string {
    return this.of(midnight(day), {weekday: 'short'});
  }
  dayNumber(day: Day): string {
    return this.of(midnight(day), {day: 'numeric'});
  }
  // `10 May`.
  shortDay(day: Day): string {
    return this.of(midnight(day), {day: 'numeric', month: 'short'});
  }
  // `10 May 2027`.
  day(day: Day): string {
    return this.of(midnight(day), {day: 'numeric', month: 'long', year: 'numeric'});
  }
  // `Monday 10 May 2027`.
  fullDay(day: Day): string {
    return this.of(midnight(day), {weekday: 'long', day: 'numeric', month: 'long', year: 'numeric'});
  }
  monthName(day: Day): string {
    return this.of(midnight(day), {month: 'short'});
  }
  // `18:00`, in all languages.
  time(local: Local): string {
    return new Date(local).toISOString().slice(11, 16);
  }

  windowTitle({view, first, last}: Window): string {
    switch (view) {
      case 'day': return this.fullDay(first);
      case 'month': return this.of(midnight(first), {month: 'long', year: 'numeric'});
      case 'year': return this.of(midnight(first), {year: 'numeric'});
      default: return this.days(first, last);
    }
  }

  // Both included: `10–16 May 2027`, or the one day.
  days(first: Day, last: Day): string {
    return this.format({day: 'numeric', month: 'long', year: 'numeric', ...UTC})
        .formatRange(midnight(first), midnight(last));
  }

  // When something is; permanent: from its first day on, which `from` words.
  when(when: When, from: (day: string) => string): string {
    if (when.kind === 'dated') {
      return when.last === undefined ? from(this.day(when.first)) : this.days(when.first, when.last);
    }
    const {start, end} = when.said;
    const [firstDay, lastDay] = [dayOf(start), dayOf(end - 1)];
    const begin = `${this.shortWeekday(firstDay)}, ${this.time(start)}`;
    if (firstDay === lastDay) return `${begin}–${this.endTime(end)}`;
    return `${begin} – ${this.shortWeekday(dayOf(end))}, ${this.time(end)}`;
  }

  // `18:00–20:00`.
  hours(start: Local, end: Local): string {
    return `${this.time(start)}–${this.endTime(end)}`;
  }

  // An instant by this browser's own clock, as for what was done when and what lapses when: with
  // how far that is from UTC, as the times around it are those of places.
  moment(instant: Instant): string {
    const said = this.format({day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit',
                              minute: '2-digit', hourCycle: 'h23'}).format(instant);
    const offset = -new Date(instant).getTimezoneOffset() * MINUTE;
    return `${said} (UTC${offsetText(offset)})`;
  }

  // The end of a day is 24:00 of it, and not 00:00 of the next.
  private endTime(end: Local): string {
    return end % DAY === 0 ? '24:00' : this.time(end);
  }

  private shortWeekday(day: Day): string {
    return this.of(midnight(day), {weekday: 'short', day: 'numeric', month: 'long', year: 'numeric'});
  }

  private of(local: Local, options: Intl.DateTimeFormatOptions): string {
    return this.format({...options, ...UTC}).format(local);
  }

  private format(options: Intl.DateTimeFormatOptions): Format {
    const key = JSON.stringify(options);
    let format = this.made.get(key);
    if (!format) {
      const own = new Intl.DateTimeFormat(this.language, options);
      format = this.names ? renamed(own, this.names) : own;
      this.made.set(key, format);
    }
    return format;
  }
}

// `+05:00`, as it stands after `UTC`.
export function offsetText(milliseconds: number): string {
  const minutes = Math.abs(milliseconds) / 60_000;
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0');
  return `${milliseconds < 0 ? '−' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}

// Where the browser itself is.
export function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
