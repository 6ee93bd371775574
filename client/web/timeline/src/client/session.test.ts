import {describe, expect, it} from 'vitest';
import {deviceName, signIn, signOut} from './session';

const answer = (status: number, body = '') => async () => new Response(status === 204 ? null : body, {status});

describe('signing in', () => {
  it('shows the secret once, in the body', async () => {
    let sent: RequestInit | undefined;
    const done = await signIn(' taqvim_x ', 'Chrome, Linux', async (address, options) => {
      expect(address).toBe('/session');
      sent = options;
      return new Response(null, {status: 204});
    });
    expect(done).toEqual({signedIn: true});
    expect(JSON.parse(sent!.body as string)).toEqual({secret: 'taqvim_x', device: 'Chrome, Linux'});
  });

  it.each([[401, 'signed-out'], [403, 'refused'], [400, 'signed-out'], [429, 'lost'], [503, 'lost']])(
      'that is answered with %s is %s', async (status, kind) => {
        const done = await signIn('x', 'y', answer(status, 'No.'));
        expect(done).toMatchObject({signedIn: false, failure: {kind, message: 'No.'}});
      });

  it('without a connection is lost', async () => {
    const done = await signIn('x', 'y', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(done).toMatchObject({failure: {kind: 'lost'}});
    expect(await signOut(() => Promise.reject(new TypeError('Failed to fetch')))).toBe(false);
    expect(await signOut(answer(204))).toBe(true);
  });

  it('names the device as far as it is told', () => {
    expect(deviceName('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36')).toBe('Chrome, Linux');
    expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1')).toBe('Safari, iOS');
    expect(deviceName('')).toBe('Browser');
  });
});
