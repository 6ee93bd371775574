// What a suite has for all its tests, and gives back after the last: what is to be done then,
// the newest first. A test's own context does that by itself.
//
//   const suite = belongings();
//   before(async () => { browser = await openBrowser(suite); });
import {after} from 'node:test';

// To be called where the suite is described.
export function belongings() {
  const ends = [];
  after(async () => {
    while (ends.length > 0) await ends.pop()();
  });
  return {after: (end) => ends.push(end)};
}
