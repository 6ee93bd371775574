import {describe, expect, it} from 'vitest';
import {ApprovalState} from '../../gen/taqvim/v1/approval_pb';
import {EventState} from '../../gen/taqvim/v1/event_pb';
import {event} from '../testing/things';
import {waitingIn} from './attention';

const approval = (venue: string, state: ApprovalState) =>
    ({booking: venue, approver: {case: 'venue' as const, value: `venues/${venue}`}, state});
const {PENDING, APPROVED, REFUSED} = ApprovalState;

describe('what waits for a decision', () => {
  it('is what those who approve have not said, each once', () => {
    const hold = event('hold', undefined, [], {state: EventState.TENTATIVE, approvals: [
      approval('opera', PENDING), approval('opera', PENDING), approval('palace', APPROVED)]});
    expect(waitingIn([hold]).map(({approvers}) => approvers)).toEqual([['venues/opera']]);
  });
  it('is a move too, unless somebody has refused it', () => {
    const moving = (state: ApprovalState) => event('gala', undefined, [], {
      move: {approvals: [approval('opera', PENDING), approval('palace', state)]}});
    expect(waitingIn([moving(APPROVED)])).toHaveLength(1);
    expect(waitingIn([moving(REFUSED)])).toEqual([]);
  });
  it('is nothing of what was called off', () => {
    expect(waitingIn([event('off', undefined, [], {
      state: EventState.CANCELLED, approvals: [approval('opera', PENDING)]})])).toEqual([]);
  });
});
