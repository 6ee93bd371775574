// The schedule, live: what is followed, for as long as somebody looks, and what is asked besides.
import type {StandingConflict} from '../../gen/taqvim/v1/standing_conflict_pb';
import type {Api} from '../client/api';
import {failureOf} from '../client/failure';
import {Follower, type Connection, type Cover} from '../client/follower';
import {signOut} from '../client/session';
import {Supplements} from '../client/supplements';
import type {Timers} from '../client/timers';
import {Schedule} from '../model/schedule';
import {coverOf, covers, type Window} from '../model/window';

export class Live {
  readonly schedule = new Schedule();
  // Grows with each change of the schedule: who shows it reads this first.
  version = $state(0);
  connection = $state.raw<Connection>({state: 'reading', events: 0});
  // Whether a whole snapshot has come; what is shown after that may be old, and is never half.
  isComplete = $state(false);
  // Those on the days; undefined where the caller may not see any, or none were asked for yet.
  conflicts = $state.raw<readonly StandingConflict[] | undefined>(undefined);
  // As whom the server knows who looks; empty where it is not known.
  caller = $state('');
  // Whether somebody has signed in, and can sign out.
  hasSession = $state(false);

  // Whether nothing is to be seen before somebody signs in; and whether somebody who sees something
  // wants to sign in all the same.
  signedOut = $state(false);
  wantsToSignIn = $state(false);

  // Settled while no session is being forgotten.
  forgetting: Promise<void> = Promise.resolve();

  private cover: Cover | undefined;
  // Whether who looks is nobody in particular, as their session has ended.
  private isForgotten = false;
  private hasSnapshot = false;
  private frame = 0;
  private readonly follower: Follower;
  private readonly supplements: Supplements;

  constructor(readonly api: Api, private readonly timers: Timers) {
    this.supplements = new Supplements({
      events: api.events, schedules: api.schedules, schedule: this.schedule, timers,
      token: () => this.follower.revisionToken,
      came: (conflicts) => {
        this.conflicts = conflicts;
        this.showSoon();
      },
    });
    this.follower = new Follower({
      watch: (request, options) => api.changes.watchChanges(request, options),
      schedule: this.schedule, timers,
      connection: (connection) => this.connected(connection),
      changed: (what) => {
        if (what === 'all') this.hasSnapshot = true;
        this.showSoon();
        if (this.cover) this.supplements.ask(this.cover, what);
      },
    });
    this.follower.setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', () =>
        this.follower.setVisible(document.visibilityState === 'visible'));
    addEventListener('online', () => this.follower.retry());
    // A page that is kept for going back to must not keep a stream.
    addEventListener('pagehide', () => this.follower.setVisible(false));
    addEventListener('pageshow', () =>
        this.follower.setVisible(document.visibilityState === 'visible'));
    void this.askCaller();
  }

  look(window: Window): void {
    if (this.cover && covers(this.cover, window)) return;
    this.cover = coverOf(window);
    this.follower.follow(this.cover);
  }

  retry(): void {
    this.follower.retry();
  }

  // Somebody else looks from now on.
  callerChanged(): void {
    this.isForgotten = false;
    this.startAnew();
  }

  private startAnew(): void {
    this.wantsToSignIn = false;
    this.supplements.stop();
    this.conflicts = undefined;
    this.caller = '';
    this.hasSession = false;
    this.isComplete = false;
    this.hasSnapshot = false;
    this.schedule.beginSnapshot();
    this.schedule.completeSnapshot();
    this.version = this.schedule.version;
    this.follower.startOver();
    void this.askCaller();
  }

  // With the next frame: however many changes come, they are laid out once for each.
  private showSoon(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.version = this.schedule.version;
      this.isComplete = this.hasSnapshot;
    });
  }

  private connected(connection: Connection): void {
    const before = this.connection;
    this.connection = connection;
    // The form stays while it is tried whether somebody has signed in elsewhere.
    if (connection.state === 'ended') {
      this.signedOut = connection.failure.kind === 'signed-out';
      if (this.signedOut && !this.isForgotten) this.forgetting = this.forgetSession();
    } else if (connection.state === 'live') this.signedOut = false;
    // What was asked for while the connection was lost, is asked for again.
    if (connection.state === 'live' && before.state === 'lost' && this.cover) {
      this.supplements.ask(this.cover, []);
    }
  }

  // Whoever's session has ended is asked to sign in, and may look as strangers do, where they may:
  // for as long as the browser shows what it had, the server answers nothing.
  private async forgetSession(): Promise<void> {
    this.isForgotten = true;
    if (!await signOut()) return;
    this.startAnew();
    this.wantsToSignIn = true;
  }

  private async askCaller(): Promise<void> {
    try {
      const {principal, accessToken} = await this.api.access.getCaller({});
      this.caller = principal;
      this.hasSession = accessToken !== undefined;
    } catch (error) {
      // Who has not signed in is told by the stream; a lost connection is tried again.
      if (failureOf(error).kind === 'lost') this.timers.after(5_000, () => void this.askCaller());
    }
  }
}
