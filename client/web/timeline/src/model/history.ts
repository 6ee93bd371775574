// What a revision did to an event, in words of the interface. Pure.
import {ApprovalState} from '../../gen/taqvim/v1/approval_pb';
import {EventState, type Event} from '../../gen/taqvim/v1/event_pb';
import type {EventRevision} from '../../gen/taqvim/v1/event_revision_pb';
import {whenOf, type When} from './periods';

// The ends of keys: `change-created`, `field-title`.
export type Step =
    {change: 'created' | 'confirmed' | 'asked' | 'approved' | 'refused' | 'cancelled' | 'expired' |
             'deleted' | 'published' | 'unpublished' | 'prioritized' | 'moved' | 'move-asked' |
             'move-ended' | 'private'} |
    {change: 'time'; before: When; after: When} |
    {change: 'updated'; fields: string[]};

const FIELDS: Record<string, string> = {
  title: 'title', description: 'description', period: 'period', bookings: 'bookings',
  time_zone: 'period', recurrence: 'recurrence', programme: 'programme', owner: 'owner',
  visibility: 'visibility', expire_time: 'expire',
};
// What follows from what is told otherwise.
const SILENT = new Set(['state', 'publish_time', 'approvals', 'ask_time', 'holds', 'move', 'sequence',
                        'confirm_time', 'cancel_reason', 'public_references', 'public_update_time',
                        'etag', 'waivers', 'creator']);

function fieldsOf(changed: readonly string[], timeIsTold: boolean): string[] {
  const fields = new Set<string>();
  for (const path of changed) {
    const field = path.split('.')[0]!;
    if (SILENT.has(field) || timeIsTold && field === 'period') continue;
    fields.add(FIELDS[field] ?? 'other');
  }
  return [...fields];
}

function decided(event: Event | undefined, state: ApprovalState): number {
  return [...event?.approvals ?? [], ...event?.move?.approvals ?? []]
      .filter((approval) => approval.state === state).length;
}

function stateSteps(before: Event, after: Event): Step[] {
  const steps: Step[] = [];
  if (before.state !== after.state) {
    if (after.state === EventState.CONFIRMED) steps.push({change: 'confirmed'});
    if (after.state === EventState.CANCELLED) steps.push({change: 'cancelled'});
    if (after.state === EventState.EXPIRED) steps.push({change: 'expired'});
  }
  if (!before.askTime && after.askTime) steps.push({change: 'asked'});
  if (decided(after, ApprovalState.APPROVED) > decided(before, ApprovalState.APPROVED)) {
    steps.push({change: 'approved'});
  }
  if (decided(after, ApprovalState.REFUSED) > decided(before, ApprovalState.REFUSED)) {
    steps.push({change: 'refused'});
  }
  if (!before.publishTime && after.publishTime) steps.push({change: 'published'});
  if (before.publishTime && !after.publishTime) steps.push({change: 'unpublished'});
  return steps;
}

function sameWhen(a: When, b: When): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function timeSteps(before: Event, after: Event): Step[] {
  const steps: Step[] = [];
  const [was, is] = [whenOf(before.period), whenOf(after.period)];
  if (was && is && !sameWhen(was, is)) steps.push({change: 'time', before: was, after: is});
  if (!before.move && after.move) steps.push({change: 'move-asked'});
  if (before.move && !after.move) {
    steps.push({change: steps.length > 0 ? 'moved' : 'move-ended'});
  }
  return steps;
}

// At least one step of any revision.
export function stepsOf({before, after, changedFields, method}: EventRevision): Step[] {
  if (!before) return [{change: 'created'}];
  if (!after) return [{change: 'deleted'}];
  const times = timeSteps(before, after);
  const steps = [...stateSteps(before, after), ...times];
  if (method.endsWith('.PrioritizeHold')) steps.push({change: 'prioritized'});
  const fields = fieldsOf(changedFields, times.some(({change}) => change === 'time'));
  if (fields.length > 0) steps.push({change: 'updated', fields});
  return steps.length > 0 ? steps : [{change: 'private'}];
}
