import {create} from '@bufbuild/protobuf';
import {Code, ConnectError, createRouterTransport} from '@connectrpc/connect';
import {beforeEach, describe, expect, it} from 'vitest';
import {EventService} from '../../gen/taqvim/v1/event_service_pb';
import {EventState} from '../../gen/taqvim/v1/event_pb';
import {OccurrenceSchema, OccurrenceState} from '../../gen/taqvim/v1/occurrence_pb';
import {ScheduleService} from '../../gen/taqvim/v1/schedule_service_pb';
import {StandingConflictSchema} from '../../gen/taqvim/v1/standing_conflict_pb';
import {Schedule} from '../model/schedule';
import {booking, date, day, event, resource, timed, venue} from '../testing/things';
import {apiOver} from './api';
import {Supplements} from './supplements';

const concert = timed('2027-05-10T18:00', '2027-05-10T20:00');
const cover = {first: day('2027-05-01'), last: day('2027-05-31')};
const talks = (id: string) => event(id, concert, [booking('palace/hall')], {recurrence: {rule: 'FREQ=DAILY'}});
const hold = event('hold', concert, [booking('palace/hall')], {state: EventState.TENTATIVE});
const ranked = event('hold', concert, [booking('palace/hall')], {
  state: EventState.TENTATIVE, holds: [{booking: 'hall', rank: 2, blocked: true}]});

describe('what the stream does not tell', () => {
  let schedule: Schedule, asked: string[], fail: ConnectError | undefined;
  let pass: () => Promise<void>, supplements: Supplements;
  let came: unknown[], waiting: (() => void)[], pauses: number[], token: string;

  beforeEach(() => {
    asked = [];
    came = [];
    waiting = [];
    pauses = [];
    fail = undefined;
    token = 'seven';
    schedule = new Schedule();
    const occurrence = (name: string) => create(OccurrenceSchema, {
      event: name, day: date('2027-05-10'), period: concert, state: OccurrenceState.BOOKED});
    const api = apiOver(createRouterTransport(({service}) => {
      service(EventService, {
        listOccurrences: ({name, pageToken, minRevisionToken}) => {
          asked.push(`occurrences ${name}${pageToken}`);
          expect(minRevisionToken).toBe(token);
          if (name) return {occurrences: [occurrence(name)]};
          if (!pageToken) return {occurrences: [occurrence('events/talks0')], nextPageToken: ' next'};
          return {occurrences: [occurrence('events/talks1'), occurrence('events/others')]};
        },
        batchGetEvents: ({names}) => {
          asked.push(`events ${names.join(' ')}`);
          // As many as fit in an answer.
          const [first, ...remainingNames] = names;
          return {events: first === 'events/hold' ? [ranked] : [], remainingNames};
        },
      });
      service(ScheduleService, {
        listConflicts: () => {
          asked.push('conflicts');
          if (fail) throw fail;
          return {conflicts: [create(StandingConflictSchema, {resolution: 'Move it.'})]};
        },
      });
    }));
    supplements = new Supplements({
      ...api, schedule, came: (conflicts) => came.push(conflicts), token: () => token,
      timers: {random: () => 0, after: (pause, call) => {
        pauses.push(pause);
        waiting.push(call);
        return () => { waiting = waiting.filter((one) => one !== call); };
      }},
    });
    pass = async () => {
      for (const call of waiting.splice(0)) call();
      for (let turn = 0; turn < 30; ++turn) await new Promise((resolve) => setTimeout(resolve));
    };
  });

  function fill(...events: ReturnType<typeof event>[]): void {
    schedule.beginSnapshot();
    schedule.putAll([resource(venue('palace')), ...events.map(resource)]);
    schedule.completeSnapshot();
  }

  it('is asked for once after several changes', async () => {
    fill(talks('talks'), event('first', concert, [], {state: EventState.TENTATIVE}), hold);
    supplements.ask(cover, ['events/talks']);
    supplements.ask(cover, 'all');
    expect(waiting).toHaveLength(1);
    await pass();
    expect(asked).toEqual(['occurrences events/talks', 'events events/first events/hold',
                           'events events/hold', 'conflicts']);
    expect(schedule.usesOf(schedule.events.get('events/talks')!)).toHaveLength(1);
    expect(schedule.standingOf({event: 'events/hold', booking: 'hall'})).toEqual({rank: 2, blocked: true});
    expect(came).toMatchObject([[{resolution: 'Move it.'}]]);
  });

  it('is asked for by the days where many events repeat, page by page', async () => {
    fill(...[0, 1, 2, 3, 4, 5].map((index) => talks(`talks${index}`)));
    supplements.ask(cover, 'all');
    await pass();
    expect(asked).toEqual(['occurrences ', 'occurrences  next', 'conflicts']);
    expect([0, 1, 2].map((index) => schedule.usesOf(schedule.events.get(`events/talks${index}`)!).length))
        .toEqual([1, 1, 0]);
  });

  it('is asked for again where something changed meanwhile', async () => {
    fill(hold);
    supplements.ask(cover, ['events/hold']);
    for (const call of waiting.splice(0)) call();
    supplements.ask(cover, ['events/hold']);
    await pass();
    expect(waiting).toHaveLength(1);
    await pass();
    expect(asked.filter((what) => what === 'conflicts')).toHaveLength(2);
  });

  it('is not asked for again where nobody may see it, until somebody else has signed in', async () => {
    fill();
    fail = new ConnectError('no', Code.PermissionDenied);
    supplements.ask(cover, 'all');
    await pass();
    supplements.ask(cover, ['events/x']);
    await pass();
    expect(asked).toEqual(['conflicts']);
    expect(came).toEqual([undefined, undefined]);
    supplements.stop();
    fail = undefined;
    supplements.ask(cover, 'all');
    await pass();
    expect(came).toHaveLength(3);
  });

  it('is asked for once more after a lost connection', async () => {
    fill(hold);
    fail = new ConnectError('gone', Code.Unavailable);
    supplements.ask(cover, 'all');
    await pass();
    expect(came).toEqual([]);
    // Not as fast as a server that is gone would let it.
    expect(pauses).toEqual([200, 5_000]);
    // The connection is back: in a moment, and once.
    fail = undefined;
    supplements.ask(cover, []);
    expect(pauses).toEqual([200, 5_000, 200]);
    await pass();
    expect(came).toHaveLength(1);
    expect(waiting).toEqual([]);
  });
});
