// Signing in and out: what is shown once is exchanged for a session, which the browser keeps in a
// cookie that no script can read. Nothing secret is kept here.
import type {Failure} from './failure';

export type SignIn = {signedIn: true} | {signedIn: false; failure: Failure};

type Fetch = (address: string, options: RequestInit) => Promise<Response>;

function failed(kind: Failure['kind'], message = ''): SignIn {
  return {signedIn: false, failure: {kind, reason: '', message, wait: 0}};
}

// Shows an invitation or an access token. `device` is what the session is called in lists.
export async function signIn(secret: string, device: string, ask: Fetch = fetch): Promise<SignIn> {
  let response: Response;
  try {
    response = await ask('/session', {
      method: 'POST', headers: {'content-type': 'application/json'},
      body: JSON.stringify({secret: secret.trim(), device}),
    });
  } catch {
    return failed('lost');
  }
  if (response.ok) return {signedIn: true};
  const message = (await response.text().catch(() => '')).slice(0, 500);
  // What cannot be a secret at all, or one that does not count.
  if (response.status === 401 || response.status === 400) return failed('signed-out', message);
  if (response.status === 429 || response.status >= 500) return failed('lost', message);
  return failed('refused', message);
}

// Ends the session; false where that could not be said.
export async function signOut(ask: Fetch = fetch): Promise<boolean> {
  try {
    return (await ask('/session', {method: 'DELETE'})).ok;
  } catch {
    return false;
  }
}

// What the device is called: the browser and the system, as far as they say.
export function deviceName(agent: string): string {
  const browser = /Edg\//.test(agent) ? 'Edge' : /OPR\//.test(agent) ? 'Opera' :
      /Firefox\//.test(agent) ? 'Firefox' : /Chrome\//.test(agent) ? 'Chrome' :
      /Safari\//.test(agent) ? 'Safari' : 'Browser';
  const system = /Windows/.test(agent) ? 'Windows' : /Android/.test(agent) ? 'Android' :
      /iPhone|iPad/.test(agent) ? 'iOS' : /Mac OS/.test(agent) ? 'macOS' :
      /Linux/.test(agent) ? 'Linux' : '';
  return system === '' ? browser : `${browser}, ${system}`;
}
