// Reads calendars with ical.js and says what it finds otherwise than expected.
//
//   node read_with_ical_js.js CALENDARS
//
// CALENDARS as for read_with_icalendar.py.
'use strict';
const fs = require('fs');
const ICAL = require('ical.js');

// Zones are those that stand in the calendar: it knows none but UTC itself.
function instant(time) {
  return time.isDate ? Date.UTC(time.year, time.month - 1, time.day) / 1000 : time.toUnixTime();
}

function found(component) {
  const text = (name) => component.getFirstPropertyValue(name) ?? '';
  const start = component.getFirstPropertyValue('dtstart');
  const end = component.getFirstPropertyValue('dtend') ?? start;
  return {
    uid: text('uid'),
    summary: text('summary'),
    description: text('description'),
    days: start.isDate,
    start: instant(start),
    end: instant(end),
  };
}

// What of the entry is read otherwise, one a line.
function differences(entry, event) {
  if (event === undefined) return [`${entry.uid} is not there`];
  const shown = JSON.stringify;
  return Object.keys(entry).filter((name) => event[name] !== entry[name]).map(
    (name) => `${name} of ${entry.uid} is ${shown(event[name])} and not ${shown(entry[name])}`);
}

function check(number, { bytes, entries }) {
  const calendar = new ICAL.Component(ICAL.parse(bytes));
  const events = new Map(calendar.getAllSubcomponents('vevent').map(found)
    .map((event) => [event.uid, event]));
  const wrong = entries.flatMap((entry) => differences(entry, events.get(entry.uid)))
    .map((difference) => `NOT SO in calendar ${number}: ${difference}`);
  if (events.size !== entries.length) {
    wrong.push(`NOT SO in calendar ${number}: ${events.size} events are read`);
  }
  return wrong.length > 0 ? [...wrong, bytes] : [];
}

const calendars = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const wrong = calendars.flatMap((calendar, number) => check(number, calendar));
console.log(wrong.slice(0, 20).join('\n'));
console.log(`read ${calendars.length} calendars`);
process.exit(wrong.length > 0 ? 1 : 0);
