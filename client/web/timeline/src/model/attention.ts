// What waits for somebody's decision. Pure.
import {ApprovalState, type BookingApproval} from '../../gen/taqvim/v1/approval_pb';
import {EventState, type Event} from '../../gen/taqvim/v1/event_pb';
import {waits} from './uses';

export interface Waiting {
  event: Event;
  // Venues and participants that have not decided yet, each once.
  approvers: string[];
}

function pending(approvals: readonly BookingApproval[]): string[] {
  return approvals.filter(({state}) => state === ApprovalState.PENDING)
      .map(({approver}) => approver.value ?? '').filter((name) => name !== '');
}

// Those of the events that wait: to be confirmed, or to be moved.
export function waitingIn(events: readonly Event[]): Waiting[] {
  return events.flatMap((event) => {
    const toConfirm = event.state === EventState.TENTATIVE ? pending(event.approvals) : [];
    const toMove = waits(event) ? pending(event.move?.approvals ?? []) : [];
    const approvers = [...new Set([...toConfirm, ...toMove])];
    return approvers.length > 0 ? [{event, approvers}] : [];
  });
}
