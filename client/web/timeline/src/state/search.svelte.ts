// What is found on other days: events of any time, as the server looks for them in all languages.
import type {Event} from '../../gen/taqvim/v1/event_pb';
import type {Api} from '../client/api';
import type {Timers} from '../client/timers';

const MOMENT = 250;
const MOST = 12;
// A page ends after a bounded stretch of the schedule, though it has found nothing.
const MOST_PAGES = 20;

export class Search {
  found = $state.raw<readonly Event[]>([]);
  state = $state<'idle' | 'asking' | 'done'>('idle');
  private cancel: (() => void) | undefined;
  private asking: AbortController | undefined;

  constructor(private readonly api: Api, private readonly timers: Timers) {}

  // For what is typed; the last word counts.
  lookFor(text: string): void {
    this.cancel?.();
    this.asking?.abort();
    this.found = [];
    if (text.trim().length < 2) {
      this.state = 'idle';
      return;
    }
    this.state = 'asking';
    this.cancel = this.timers.after(MOMENT, () => void this.ask(text.trim()));
  }

  private async ask(text: string): Promise<void> {
    const asking = new AbortController();
    this.asking = asking;
    const found: Event[] = [];
    let pageToken = '';
    try {
      for (let page = 0; page < MOST_PAGES && found.length < MOST; ++page) {
        const answer = await this.api.events.listEvents(
            {filter: {text}, pageSize: MOST, pageToken}, {signal: asking.signal});
        found.push(...answer.events);
        pageToken = answer.nextPageToken;
        if (pageToken === '') break;
      }
    } catch {
      // What the connection says, the stream says better.
    }
    if (this.asking !== asking) return;
    this.found = found.slice(0, MOST);
    this.state = 'done';
  }
}
