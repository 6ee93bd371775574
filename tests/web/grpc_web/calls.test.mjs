// The API as browsers call it, through the whole of taqvim-web, by connect-web.
import {Code, ConnectError} from '@connectrpc/connect';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import {before, describe, test} from 'node:test';

import {belongings} from '../browser/belongings.mjs';
import {until, World} from '../browser/world.mjs';
import {Api, invitation, registry, services} from './caller.mjs';

const YEAR = new Date().getUTCFullYear() + 1;
// Of all that one address may have under way.
const CALLS = 4;

const SCHEDULE = `
organizations:
  - {id: library, title: {en: National library, ru: Национальная библиотека}, country: KZ}
venues:
  - id: palace
    title: {en: Palace}
    country: KZ
    city: Astana
    time_zone: Asia/Almaty
    spaces:
      - {id: hall, title: {en: Hall}}
events:
  - id: gala
    title: {en: Gala}
    owner: library
    period: {timed: {start: ${YEAR}-05-10T18:00, end: ${YEAR}-05-10T20:00}}
    bookings: [{id: hall, space: palace/hall}]
    activity: {form: concert}
    confirm: true
`;

async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    assert.ok(error instanceof ConnectError, error);
    return error;
  }
  return assert.fail('It went well.');
}

function reasonOf(error) {
  const [info] = error.findDetails(registry.getMessage('google.rpc.ErrorInfo'));
  return info?.reason;
}

describe('calls over gRPC-Web', () => {
  const suite = belongings();
  let world, api;

  before(async () => {
    world = await World.start(suite, {webFlags: ['--calls-per-address', `${CALLS}`]});
    world.apply(SCHEDULE);
    api = await Api.signIn(world, invitation(world, 'chief', 'admin'));
  });

  test('each unary method answers, or says what is wrong', async () => {
    let answered = 0, refused = 0;
    for (const service of services()) {
      const client = api.service(service.name);
      for (const method of service.methods.filter((one) => one.methodKind === 'unary')) {
        try {
          await client[method.localName]({});
          answered += 1;
        } catch (error) {
          assert.ok(error instanceof ConnectError, error);
          assert.ok(reasonOf(error), `${method.name}: ${error}`);
          assert.notEqual(error.rawMessage, '', method.name);
          refused += 1;
        }
      }
    }
    assert.ok(answered > 10 && refused > 20, `${answered} answered, ${refused} refused`);
  });

  test('what is read is what was written', async () => {
    const {event} = await api.service('EventService').getEvent({name: 'events/gala'});
    assert.match(JSON.stringify(event.title), /Gala/);
    const {organization} =
        await api.service('DirectoryService').getOrganization({name: 'organizations/library'});
    assert.match(JSON.stringify(organization.title), /Национальная библиотека/);
  });

  test('a conflict arrives with its details', async () => {
    const events = api.service('EventService');
    const {event: {title, owner, period, kind, bookings}} =
        await events.getEvent({name: 'events/gala'});
    const rival = {title, owner, period, kind, bookings: [{resource: bookings[0].resource}]};
    const error = await failureOf(events.createEvent({event: rival}));
    assert.equal(reasonOf(error), 'SCHEDULE_CONFLICT');
    const [report] = error.findDetails(registry.getMessage('taqvim.v1.ConflictReport'));
    assert.ok(report.conflicts.length > 0);
    assert.match(JSON.stringify(report.conflicts, (_, value) =>
        typeof value === 'bigint' ? `${value}` : value), /events\/gala/);
  });

  test('a stream tells what is there and what changes', async () => {
    const stop = new AbortController();
    const titles = [];
    let isWritten = false;
    const stream = api.service('ChangeService').watchChanges({snapshot: true},
                                                             {signal: stop.signal});
    const error = await failureOf((async () => {
      for await (const response of stream) {
        titles.push(...response.resources.map(({resource}) => resource.case));
        for (const {changes} of response.revisions) {
          if (changes.some(({name}) => name === 'events/gala')) stop.abort();
        }
        if (response.revisionToken && !isWritten) {
          isWritten = true;
          world.taqvim('events', 'update', 'gala', '--title', 'en=Grand gala');
        }
      }
    })());
    assert.equal(error.code, Code.Canceled);
    assert.ok(titles.includes('event') && titles.includes('venue'), titles.join());
  });

  test('streams that are left are given back', async () => {
    const changes = api.service('ChangeService');
    for (let i = 0; i < 3 * CALLS; ++i) {
      const stop = new AbortController();
      // Until those before have been given back there may be no room.
      await until('there is room for a stream', async () => {
        try {
          for await (const _ of changes.watchChanges({}, {signal: stop.signal})) return true;
        } catch (error) {
          assert.equal(error.code, Code.ResourceExhausted, error);
        }
        return false;
      });
      stop.abort();
    }
  });

  test('too many at once are told so', async () => {
    const stop = new AbortController();
    const changes = api.service('ChangeService');
    const open = [];
    const error = await until('there are too many', async () => {
      const stream = changes.watchChanges({}, {signal: stop.signal})[Symbol.asyncIterator]();
      try {
        await stream.next();
        open.push(stream);
      } catch (error) {
        return error;
      }
      return null;
    });
    assert.ok(open.length <= CALLS);
    assert.equal(error.code, Code.ResourceExhausted);
    assert.equal(reasonOf(error), 'LIMIT_EXCEEDED');
    stop.abort();
  });

  test('a deadline is kept by the server, too', async () => {
    const error = await until('there is room', async () => {
      const failure = await failureOf((async () => {
        for await (const _ of api.service('ChangeService').watchChanges({}, {timeoutMs: 300}));
      })());
      return failure.code !== Code.ResourceExhausted && failure;
    });
    assert.equal(error.code, Code.DeadlineExceeded);
  });

  test('who is not signed in is nobody', async () => {
    const error = await failureOf(new Api(world).service('EventService').listEvents({}));
    assert.equal(error.code, Code.Unauthenticated);
  });

  test('whoever signs out is signed out, and their streams end', async () => {
    const guest = await Api.signIn(world, invitation(world, 'guest', 'viewer'));
    const caller = await guest.service('AccessService').getCaller({});
    assert.equal(caller.principal, 'guest');
    const error = await failureOf((async () => {
      let isOut = false;
      for await (const _ of guest.service('ChangeService').watchChanges({})) {
        if (!isOut) assert.equal(await guest.signOut(), 204);
        isOut = true;
      }
    })());
    assert.equal(error.code, Code.Unauthenticated);
    assert.equal((await failureOf(guest.service('AccessService').getCaller({}))).code,
                 Code.Unauthenticated);
    assert.equal(await guest.signOut(), 204);
  });

  test('no secret is told to a log', async () => {
    const secret = invitation(world, 'hushed', 'viewer');
    const hushed = await Api.signIn(world, secret);
    const session = hushed.cookie.split('=')[1];
    await hushed.service('AccessService').getCaller({});
    for (const log of ['taqvim-web.log', 'taqvimd.log']) {
      const said = fs.readFileSync(path.join(world.folder, log), 'utf8');
      assert.ok(!said.includes(secret) && !said.includes(session), log);
    }
  });

  test('a site that stops says so to its streams', async () => {
    let code = null;
    const error = await failureOf((async () => {
      for await (const _ of api.service('ChangeService').watchChanges({})) {
        code ??= await world.stopSite();
      }
    })());
    assert.equal(error.code, Code.Unavailable);
    assert.equal(reasonOf(error), 'SHUTTING_DOWN');
    await world.startSite();
    assert.equal((await api.service('AccessService').getCaller({})).principal, 'chief');
  });

  test('the server goes and comes back', async () => {
    const failure = failureOf((async () => {
      for await (const _ of api.service('ChangeService').watchChanges({})) {
        if (world.server.process.exitCode === null) await world.stopServer();
      }
    })());
    assert.equal((await failure).code, Code.Unavailable);
    const error = await failureOf(api.service('AccessService').getCaller({}));
    assert.equal(error.code, Code.Unavailable);
    assert.match(error.rawMessage, /does not reach the server/);
    await world.startServer();
    await until('the server is reached', async () => {
      try {
        return (await api.service('AccessService').getCaller({})).principal === 'chief';
      } catch (again) {
        assert.equal(again.code, Code.Unavailable);
        return false;
      }
    });
  });
});
