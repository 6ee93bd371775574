// Somebody who plans, and looks at the timeline.
import {openContext, visit} from './visiting.mjs';

// Signs in with an access token, as the form of the page does.
export async function signIn(context, world, secret) {
  const response = await context.request.post(`${world.site}/session`, {
    data: {secret, device: 'Test'}, headers: {origin: world.site}});
  if (!response.ok()) throw new Error(`Signing in: ${response.status()} ${await response.text()}`);
}

// A page of somebody who has signed in: at /timeline with the search, such as `?view=day`.
export async function plan(t, browser, world, secret, search = '', options = {}) {
  const context = await openContext(t, browser, options);
  await signIn(context, world, secret);
  return planAlso(t, context, world, search, options);
}

// The same in a context that has signed in.
export async function planAlso(t, context, world, search = '', options = {}) {
  const page = await visit(t, context, `${world.site}/timeline${search}`, options);
  await isLive(page);
  return page;
}

// Waits until the page says that it shows what there is.
export async function isLive(page) {
  await page.locator('.status.live').waitFor();
}

// The block of an event in the row of a place; of any row where none is said.
export function block(page, title, place) {
  const rows = place ? page.getByRole('row', {name: place}) : page.getByRole('row');
  const text = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // After it come, for who hears it read, its kind and state.
  return rows.getByRole('button', {name: new RegExp(`${text}\\s*,`)});
}
