// The timeline follows the server: for as long as somebody looks, through lost connections, and
// with one stream for each tab that is seen.
import assert from 'node:assert/strict';
import {before, describe, it} from 'node:test';
import {belongings} from './belongings.mjs';
import {callsUnderWay} from './channelz.mjs';
import {Edge} from './edge.mjs';
import {block, isLive, plan} from './planner.mjs';
import {MONDAY, SCHEDULE, TUESDAY} from './planning.mjs';
import {openTabs} from './tabs.mjs';
import {openBrowser} from './visiting.mjs';
import {until, World} from './world.mjs';

const WEEK = `?day=${MONDAY}`;

describe('the timeline, live', () => {
  const suite = belongings();
  let world, browser, secret;
  before(async () => {
    world = await World.start(suite);
    world.apply(SCHEDULE);
    secret = world.token('planner', 'organizer');
    browser = await openBrowser(suite);
  });
  const open = (t, search = WEEK, options = {}) => plan(t, browser, world, secret, search, options);
  // What the site itself follows is one.
  const streams = async () => await callsUnderWay(world.operatorSocket) - 1;

  it('shows to two browsers what somebody changes', async (t) => {
    const pages = [await open(t), await open(t, WEEK, {zone: 'Asia/Tashkent'})];
    for (const page of pages) await block(page, 'Gala concert', 'Great hall').waitFor();
    world.taqvim('events', 'update', 'gala', '--title', 'en=Grand gala', '--start', `${TUESDAY}T17:00`,
                 '--end', `${TUESDAY}T19:30`);
    for (const page of pages) {
      await block(page, 'Grand gala', 'Great hall').waitFor();
      assert.match(await block(page, 'Grand gala').textContent(), /17:00–19:30/);
      assert.equal(await block(page, 'Gala concert').count(), 0);
    }
    world.taqvim('events', 'cancel', 'gala', '--reason', 'en=The singer is ill');
    for (const page of pages) await block(page, 'Grand gala').waitFor({state: 'detached'});
    await pages[0].goto(`${world.site}/timeline${WEEK}&state=cancelled`);
    assert.match(await block(pages[0], 'Grand gala').textContent(), /Cancelled/);
  });

  it('shows what ranks of holds become, and what stands in conflict', async (t) => {
    const page = await open(t);
    await page.getByText('Hold 2').first().waitFor({state: 'attached'});
    world.taqvim('events', 'delete', 'first-hold');
    await block(page, 'First hold').waitFor({state: 'detached'});
    await until('the second hold is the first', async () =>
        (await block(page, 'Second hold', 'Stalls').textContent()).includes('Hold 1'));
    world.taqvim('closures', 'create', 'strike', '--venue', 'haus', '--first-day', MONDAY,
                 '--last-day', MONDAY, '--reason', 'en=Strike');
    await until('the talks stand in conflict', async () =>
        (await block(page, 'Talks', 'Saal').textContent()).includes('In conflict'));
    world.taqvim('closures', 'delete', 'haus/strike');
    await until('the talks stand in none', async () =>
        !(await block(page, 'Talks', 'Saal').textContent()).includes('In conflict'));
  });

  it('shows occurrences that leave, move and come', async (t) => {
    const page = await open(t);
    await block(page, 'Talks', 'Saal').waitFor();
    world.taqvim('events', 'update', 'talks', '--start', `${MONDAY}T20:00`, '--end', `${MONDAY}T21:00`);
    await until('the talks are later', async () =>
        (await block(page, 'Talks', 'Saal').textContent()).includes('20:00–21:00'));
    await page.getByRole('button', {name: 'Later'}).click();
    assert.match(await block(page, 'Talks', 'Saal').textContent(), /20:00–21:00/);
  });

  it('goes on by its token when the server was killed and is back', async (t) => {
    const page = await open(t);
    const asked = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/WatchChanges')) asked.push(request.postDataBuffer());
    });
    await world.stopServer('SIGKILL');
    await page.getByText('Connection lost, trying again').waitFor();
    // What was there stays in sight.
    assert.equal(await block(page, 'Carpets', 'Foyer').count(), 1);
    await world.startServer();
    await isLive(page);
    world.taqvim('events', 'update', 'carpets', '--title', 'en=Rugs');
    await block(page, 'Rugs', 'Foyer').waitFor();
    assert.ok(asked.length > 0);
    for (const frame of asked) {
      // Field 1 of the request, the token, comes first; a snapshot would have none.
      assert.equal(frame[5], 0x0a, 'asked for a snapshot anew');
    }
  });

  it('waits for a site that is gone, and says so', async (t) => {
    // The browser notes each connection that is refused.
    const page = await open(t, WEEK, {expected: [/ERR_|net::|Failed to load/]});
    await world.stopSite('SIGKILL');
    await page.getByText('Connection lost, trying again').waitFor();
    await world.startSite();
    await page.getByRole('button', {name: 'Try now'}).click({timeout: 1000}).catch(() => {});
    await isLive(page);
  });

  it('is asked who looks when the session is revoked', async (t) => {
    const page = await open(t);
    const sessions = JSON.parse(world.taqvim('access-tokens', 'list', '-o', 'json')).accessTokens
        .filter(({principal, device}) => principal === 'planner' && device);
    assert.ok(sessions.length > 0);
    for (const {name} of sessions) world.taqvim('access-tokens', 'revoke', name);
    await page.getByLabel('Invitation or access token').waitFor();
    assert.equal(await block(page, 'Rugs').count(), 0);
  });

  // Eight tabs of one browser at the address, of which one is seen.
  const holdsEightTabs = async (t, address, protocol, flags = []) => {
    const tabs = await openTabs(t, flags);
    const before = await streams();
    const signedIn = await tabs.open(`${address}/timeline${WEEK}`);
    assert.equal(
        await signedIn.evaluate('performance.getEntriesByType("navigation")[0].nextHopProtocol'), protocol);
    await signedIn.until('document.querySelector("#secret") !== null');
    const status = await signedIn.evaluate(`fetch('/session', {method: 'POST',
        headers: {'content-type': 'application/json'},
        body: ${JSON.stringify(JSON.stringify({secret, device: 'Tabs'}))}}).then(({status}) => status)`);
    assert.equal(status, 200);
    const live = 'document.querySelector(".status.live") !== null';
    const all = [];
    for (let count = 0; count < 8; ++count) {
      const tab = await tabs.open(`${address}/timeline${WEEK}`);
      await tab.until(live);
      all.push(tab);
    }
    await signedIn.close();
    const visible = await Promise.all(all.map((tab) => tab.evaluate('document.visibilityState')));
    assert.deepEqual(visible, [...Array(7).fill('hidden'), 'visible']);
    await until('there is one stream', async () => await streams() === before + 1);
    // What a hidden tab missed it is told when it is shown.
    const title = `The corner over ${protocol}`;
    world.taqvim('events', 'update', 'corner', '--title', `en=${title}`);
    await tabs.show(all[0]);
    await all[0].until(`document.body.textContent.includes(${JSON.stringify(title)})`);
    await until('there is one stream', async () => await streams() === before + 1);
    for (const tab of all) await tab.close();
    await until('there is no stream', async () => await streams() === before);
  };

  // Over HTTP/1.1 a browser has six connections: with a stream each, two tabs would hang.
  it('has one stream for the tab that is seen, and none for those that are hidden',
     (t) => holdsEightTabs(t, world.site, 'http/1.1'));

  it('has so through the edge, too', async (t) => {
    await world.stopSite();
    const edge = await Edge.reserve(t);
    world.webFlags = edge.webFlags;
    await world.startSite();
    await edge.start();
    await holdsEightTabs(t, edge.address, 'h2', ['--ignore-certificate-errors']);
  });
});
