// What things are called in the interface: events, places, times and states, for who sees them and
// who hears them read. Pure.
import {ActivityForm} from '../../gen/taqvim/v1/event_kind_pb';
import {Visibility, type Event} from '../../gen/taqvim/v1/event_pb';
import {kindOf} from '../model/filter';
import type {Schedule} from '../model/schedule';
import {choose, type Texts, type Worded} from '../model/texts';
import type {Use} from '../model/uses';
import {DAY} from '../model/civil';
import {Dates, offsetText} from './dates';
import type {Key, Words} from './words';

export interface Remark {
  text: string;
  warns: boolean;
}

export class Labels {
  constructor(readonly words: Words, readonly dates: Dates, readonly languages: readonly string[],
              private readonly schedule: Schedule) {}

  say(key: Key, filling: Readonly<Record<string, string | number>> = {}): string {
    return this.words.say(key, filling);
  }

  // Of an event that is closed to the reader, that something is there.
  title(event: Event): Worded {
    const isClosed = event.visibility === Visibility.PRIVATE;
    return choose(event.title, this.languages) ??
        {text: this.say(isClosed ? 'reserved' : 'untitled'), language: this.words.language};
  }

  text(texts: Texts): Worded | undefined {
    return choose(texts, this.languages);
  }

  // What a resource is called, or its id where that is not known.
  named(name: string): Worded {
    const known = choose(this.schedule.titleOf(name), this.languages);
    return known ?? {text: name.slice(name.lastIndexOf('/') + 1), language: ''};
  }

  // Of an activity which form it has.
  kind(event: Event): string {
    if (event.kind.case === 'activity' && event.kind.value.form !== ActivityForm.OTHER) {
      const form = ActivityForm[event.kind.value.form]?.toLowerCase().replaceAll('_', '-');
      if (form && this.words.has(`form-${form}`)) return this.say(`form-${form}`);
    }
    return this.say(`kind-${kindOf(event)}`);
  }

  // `Hall, Palace of culture`; of a stop its city.
  place(use: Use): string {
    if (use.city) return use.city;
    if (!use.place.includes('/')) return this.say('row-nowhere');
    const [collection, venue] = use.place.split('/');
    const whole = this.named(`${collection}/${venue}`).text;
    return use.place.split('/').length > 2 ? `${this.named(use.place).text}, ${whole}` : whole;
  }

  when(use: Use): string {
    return this.dates.when(use.when, (day) => this.say('from-day', {day})) +
        (use.span.end === Infinity ? `, ${this.say('permanent')}` : '');
  }

  // `UTC+05:00`, as it is then.
  offset(zone: string, instant: number): string {
    return `UTC${offsetText(this.schedule.clocks.of(zone).offsetAt(instant))}`;
  }

  // `Asia/Almaty, UTC+05:00` as it is then.
  zone(zone: string, instant: number): string {
    const offset = this.schedule.clocks.of(zone).offsetAt(instant);
    return this.say('zone-offset', {zone, offset: offsetText(offset)});
  }

  // When it is by another clock, where that shows something else; else nothing.
  otherTime(use: Use, zone: string): string {
    if (use.when.kind === 'dated') return '';
    const [own, other] = [this.schedule.clocks.of(use.zone), this.schedule.clocks.of(zone)];
    const [start, end] = [other.localOf(use.span.start), other.localOf(use.span.end)];
    if (start === own.localOf(use.span.start)) return '';
    const said = {kind: 'timed' as const, said: {start, end}};
    return `${this.dates.when(said, (day) => day)} (${this.zone(zone, use.span.start)})`;
  }

  // With set-up and tear-down, where there are any; else nothing.
  inUse(use: Use): string {
    const {span, inUse: all} = use;
    if (use.when.kind === 'dated') {
      return [use.setUpDays > 0 ? this.say('set-up-days', {days: use.setUpDays}) : '',
              use.tearDownDays > 0 ? this.say('tear-down-days', {days: use.tearDownDays}) : '']
          .filter(Boolean).join('. ');
    }
    if (all.start === span.start && all.end === span.end) return '';
    const clock = this.schedule.clocks.of(use.zone);
    const [start, end] = [clock.localOf(all.start), clock.localOf(all.end)];
    const time = Math.floor(start / DAY) === Math.floor((end - 1) / DAY) ? this.dates.hours(start, end) :
        this.dates.when({kind: 'timed', said: {start, end}}, (day) => day);
    return this.say('in-use', {time});
  }

  // What is to be known besides title and time: its state, how its hold stands, what stands in
  // conflict; and whether somebody should look at it.
  remarks(use: Use, inConflict: boolean): Remark[] {
    const standing = this.schedule.standingOf(use);
    const remarks: Remark[] = [{text: this.say(`state-${use.certainty}` as Key), warns: false}];
    if (standing && use.certainty === 'tentative' && standing.rank > 0) {
      remarks.push({text: this.say('hold-rank', {rank: standing.rank}), warns: false});
    }
    if (standing?.blocked) remarks.push({text: this.say('hold-blocked'), warns: true});
    if (inConflict) remarks.push({text: this.say('in-conflict'), warns: true});
    return remarks;
  }
}
