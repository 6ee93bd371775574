// A schedule of many rooms and bookings, the same each time: 20 rooms a venue, and bookings over a
// month, tails and holds among them, none in the way of another.
const MONTH = `${new Date().getUTCFullYear() + 1}-09`;
export const LARGE_MONDAY = `${MONTH}-06`;

export function largeSchedule(rooms, bookings) {
  const lines = ['organizations:', '  - {id: library, title: {en: Library}, country: KZ}', 'venues:'];
  for (let venue = 0; venue * 20 < rooms; ++venue) {
    lines.push(`  - {id: house-${venue + 1}, title: {en: House ${venue + 1}}, country: KZ, city: Astana, ` +
               'time_zone: Asia/Almaty, spaces: [' +
               Array.from({length: Math.min(20, rooms - venue * 20)}, (_, room) =>
                   `{id: room-${venue * 20 + room + 1}, title: {en: Room ${venue * 20 + room + 1}}}`)
                   .join(', ') + ']}');
  }
  lines.push('events:');
  for (let index = 0; index < bookings; ++index) {
    const room = index % rooms;
    const slot = Math.floor(index / rooms);
    const day = String(1 + slot % 30).padStart(2, '0');
    const hour = 9 + (room + slot) % 8;
    const time = (at) => `${MONTH}-${day}T${String(at).padStart(2, '0')}:00`;
    lines.push(
        `  - {id: e-${index + 1}, title: {en: Booking ${index + 1}}, owner: library, ` +
        `period: {timed: {start: "${time(hour)}", end: "${time(hour + 2)}"}}, ` +
        `bookings: [{id: room, space: house-${Math.floor(room / 20) + 1}/room-${room + 1}` +
        `${index % 3 === 0 ? ', set_up: 1h' : ''}}], activity: {form: concert}` +
        `${index % 4 === 0 ? '' : ', confirm: true'}}`);
  }
  return lines.join('\n');
}
