import {create} from '@bufbuild/protobuf';
import {describe, expect, it} from 'vitest';
import {ApprovalState} from '../../gen/taqvim/v1/approval_pb';
import {EventState, type Event} from '../../gen/taqvim/v1/event_pb';
import {EventRevisionSchema} from '../../gen/taqvim/v1/event_revision_pb';
import {event, timed} from '../testing/things';
import {stepsOf} from './history';

const gala = (more = {}) => event('gala', timed('2027-05-10T18:00', '2027-05-10T20:00'), [],
                                  {state: EventState.TENTATIVE, ...more});
const step = (before: Event | undefined, after: Event | undefined, changedFields: string[] = [], method = '') => {
  const revision = create(EventRevisionSchema, {changedFields, method});
  if (before) revision.before = before;
  if (after) revision.after = after;
  return stepsOf(revision).map((one) => one.change === 'updated' ? `updated ${one.fields}` : one.change);
};

describe('a step of a history', () => {
  it('is the first or the last', () => {
    expect(step(undefined, gala())).toEqual(['created']);
    expect(step(gala(), undefined)).toEqual(['deleted']);
  });
  it.each([
    [{state: EventState.CONFIRMED}, ['state', 'confirm_time'], 'confirmed'],
    [{state: EventState.CANCELLED}, ['state', 'cancel_reason'], 'cancelled'],
    [{state: EventState.EXPIRED}, ['state'], 'expired'],
    [{askTime: {seconds: 1n}}, ['ask_time'], 'asked'],
    [{approvals: [{state: ApprovalState.APPROVED}]}, ['approvals'], 'approved'],
    [{approvals: [{state: ApprovalState.REFUSED}]}, ['approvals'], 'refused'],
    [{publishTime: {seconds: 1n}}, ['publish_time'], 'published'],
    [{move: {}}, ['move'], 'move-asked'],
  ])('says what became of it', (more, fields, change) => {
    expect(step(gala(), gala(more), fields)).toEqual([change]);
  });
  it('says what was taken back', () => {
    expect(step(gala({publishTime: {seconds: 1n}}), gala(), ['publish_time'])).toEqual(['unpublished']);
    expect(step(gala({move: {}}), gala(), ['move'])).toEqual(['move-ended']);
  });
  it('says what was when, and what else changed', () => {
    const moved = event('gala', timed('2027-05-11T18:00', '2027-05-11T20:00'), [], {state: EventState.TENTATIVE});
    expect(step(gala(), moved, ['period.timed.start', 'period.timed.end', 'title', 'labels'])).toEqual(
        ['time', 'updated title,other']);
    expect(step(gala({move: {}}), moved, ['period', 'move'])).toEqual(['time', 'moved']);
  });
  it('says little of what is closed, and something always', () => {
    expect(step(gala(), gala())).toEqual(['private']);
    expect(step(gala(), gala(), ['holds'], 'taqvim.v1.EventService.PrioritizeHold')).toEqual(['prioritized']);
  });
});
