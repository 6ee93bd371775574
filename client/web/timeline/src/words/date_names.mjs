// What months and days of the week are called, by language: as this Node.js knows them when the
// timeline is built, since browsers do not. Chromium writes `M05` for May in Azerbaijani, Kazakh
// and Uzbek, and has no dates at all in Tajik and Turkmen.
import fs from 'node:fs';
import path from 'node:path';

const FILE = path.resolve(import.meta.dirname, '../../../words/words.json');
const NAME = 'virtual:date-names';
// A Monday in May.
const [YEAR, MAY, MONDAY] = [2027, 4, 10];

function names(language, options, count, day) {
  const format = new Intl.DateTimeFormat(language, {timeZone: 'UTC', ...options});
  const type = 'weekday' in options ? 'weekday' : 'month';
  return Array.from({length: count}, (_, i) =>
      format.formatToParts(day(i)).find((part) => part.type === type).value);
}

// January and Monday first.
function namesIn(language) {
  if (Intl.DateTimeFormat.supportedLocalesOf([language]).length === 0) {
    throw new Error(`This Node.js has no dates in ${language}. Build with one that has all of ICU.`);
  }
  const months = (month) => names(language, {month, day: 'numeric'}, 12, (i) => Date.UTC(YEAR, i, 10));
  const weekdays = (weekday) => names(language, {weekday}, 7, (i) => Date.UTC(YEAR, MAY, MONDAY + i));
  return {months: {long: months('long'), short: months('short')},
          weekdays: {long: weekdays('long'), short: weekdays('short')}};
}

// A plugin of Vite that gives the names in all languages of the interface as the module
// `virtual:date-names`.
export function dateNames() {
  return {
    name: 'date-names',
    resolveId: (id) => id === NAME ? `\0${NAME}` : undefined,
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      this.addWatchFile(FILE);
      const languages = Object.keys(JSON.parse(fs.readFileSync(FILE, 'utf8')).languages);
      return `export default ${JSON.stringify(
          Object.fromEntries(languages.map((language) => [language, namesIn(language)])))}`;
    },
  };
}
