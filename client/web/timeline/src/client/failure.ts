// Failures, as what a person can do about them. Pure.
import {Code, ConnectError} from '@connectrpc/connect';
import {ErrorInfoSchema, RetryInfoSchema} from '../../gen/google/rpc/error_details_pb';

export type FailureKind =
    // The connection, or the server, is not there now; the same may succeed later.
    'lost' |
    // Nobody has signed in, or the session has ended.
    'signed-out' |
    // Who has signed in may not see it.
    'no-rights' |
    'not-found' |
    // There is more than a page can show.
    'too-much' |
    // The server will not answer that, whenever it is asked.
    'refused';

export interface Failure {
  kind: FailureKind;
  // A name of ErrorReason without its prefix, such as `TOKEN_EXPIRED`; empty where it is not of
  // the server.
  reason: string;
  // A sentence of the server's, in English; for what has no words here.
  message: string;
  // How long the server asks to wait, in milliseconds; 0 where it does not.
  wait: number;
}

const KINDS: Partial<Record<Code, FailureKind>> = {
  [Code.Unauthenticated]: 'signed-out',
  [Code.PermissionDenied]: 'no-rights',
  [Code.NotFound]: 'not-found',
  [Code.InvalidArgument]: 'refused',
  [Code.FailedPrecondition]: 'refused',
  [Code.OutOfRange]: 'refused',
  [Code.Unimplemented]: 'refused',
};

export function failureOf(thrown: unknown): Failure {
  const error = ConnectError.from(thrown);
  const info = error.findDetails(ErrorInfoSchema)[0];
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
  return {
    kind: KINDS[error.code] ?? 'lost',
    reason: info?.reason ?? '',
    message: error.rawMessage,
    wait: delay ? Number(delay.seconds) * 1000 + delay.nanos / 1e6 : 0,
  };
}

// Whether what was told so far may not be what there is any more, so that a snapshot is read anew.
export function mustStartOver({reason}: Failure): boolean {
  return ['TOKEN_EXPIRED', 'HISTORY_REPLACED', 'TOKEN_OF_OTHER_STORE', 'RIGHTS_CHANGED']
      .includes(reason);
}
