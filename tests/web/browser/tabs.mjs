// A browser whose tabs are hidden when another is shown, as those of people are. Playwright keeps
// all of its pages visible; this speaks to Chromium itself (its DevTools protocol), which it starts.
//
//   const tabs = await openTabs(t);
//   const first = await tabs.open(`${world.site}/timeline`);
//   await tabs.show(first);
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {until} from './world.mjs';
import {CHROMIUM} from './visiting.mjs';

class Tab {
  constructor(browser, target, session) {
    Object.assign(this, {browser, target, session});
  }

  // The value of the expression in the page; a promise is waited for.
  async evaluate(expression) {
    const {result, exceptionDetails} = await this.browser.send('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true, userGesture: true}, this.session);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  // Waits until the expression holds.
  async until(expression) {
    return until(expression, () => this.evaluate(expression));
  }

  async visit(address) {
    await this.browser.send('Page.navigate', {url: address}, this.session);
    await this.until('document.readyState === "complete"');
  }

  async close() {
    await this.browser.send('Target.closeTarget', {targetId: this.target});
  }
}

class Tabs {
  constructor(socket) {
    this.socket = socket;
    this.last = 0;
    this.waiting = new Map();
    socket.onmessage = ({data}) => {
      const {id, result, error} = JSON.parse(data);
      const call = this.waiting.get(id);
      this.waiting.delete(id);
      if (error) call?.reject(new Error(error.message));
      else call?.resolve(result);
    };
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {resolve, reject});
      this.socket.send(JSON.stringify({id, method, params, sessionId}));
    });
  }

  // A new tab, which is shown, and so hides the one before.
  async open(address) {
    const {targetId} = await this.send('Target.createTarget', {url: 'about:blank'});
    const {sessionId} = await this.send('Target.attachToTarget', {targetId, flatten: true});
    const tab = new Tab(this, targetId, sessionId);
    await tab.visit(address);
    return tab;
  }

  async show(tab) {
    await this.send('Target.activateTarget', {targetId: tab.target});
    await tab.until('document.visibilityState === "visible"');
  }
}

// With more flags of Chromium's.
export async function openTabs(t, flags = []) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'taqvim-tabs-'));
  const args = ['--headless=new', '--remote-debugging-port=0', `--user-data-dir=${folder}`,
                '--no-first-run', '--disable-dev-shm-usage', ...flags, 'about:blank'];
  // Chromium's sandbox does not start for root.
  if (process.getuid?.() === 0) args.unshift('--no-sandbox');
  const chromium = spawn(CHROMIUM, args, {stdio: ['ignore', 'ignore', 'pipe']});
  const ended = once(chromium, 'exit');
  t.after(async () => {
    chromium.kill();
    await ended;
    // Processes of its own may write a moment longer.
    await until('the folder of the browser is gone', () => {
      try {
        fs.rmSync(folder, {recursive: true, force: true});
        return true;
      } catch (error) {
        if (error.code !== 'ENOTEMPTY') throw error;
        return false;
      }
    });
  });
  let said = '';
  for await (const chunk of chromium.stderr) {
    said += chunk;
    const address = /ws:\/\/\S+/.exec(said)?.[0];
    if (!address) continue;
    const socket = new WebSocket(address);
    await once(socket, 'open');
    return new Tabs(socket);
  }
  throw new Error(`Chromium did not start:\n${said}`);
}
