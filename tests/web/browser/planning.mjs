// A schedule of those who plan, with one of everything that the timeline shows: halls in parts, a
// closure, opening hours, holds that rank, what waits for approval, what would move, what stands in
// conflict, what repeats, texts in many scripts. The days are those of the week of MONDAY.
const later = (text, days) =>
    new Date(Date.parse(`${text}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
// The first Monday from 10 May of next year on.
const TENTH = `${new Date().getUTCFullYear() + 1}-05-10`;
export const MONDAY = later(TENTH, (8 - new Date(TENTH).getUTCDay()) % 7);
const day = (after) => later(MONDAY, after);
export const TUESDAY = day(1);
export const WEDNESDAY = day(2);
export const THURSDAY = day(3);
export const FRIDAY = day(4);

const hours = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY']
    .map((name) => `{day: ${name}, open: "09:00", close: "22:00"}`).join(', ');

export const SCHEDULE = `
organizations:
  - {id: library, title: {en: National library, ru: Национальная библиотека}, country: UZ}
  - {id: opera, title: {en: Opera, az: Opera}, country: AZ}
participants:
  - {id: choir, title: {en: State choir, ru: Государственный хор}, country: AZ, organization: opera}
venues:
  - id: palace
    title: {en: Palace of culture, ru: Дворец культуры, uz: Madaniyat saroyi}
    organization: library
    country: UZ
    city: Tashkent
    time_zone: Asia/Tashkent
    opening_hours: [${hours}]
    spaces:
      - {id: hall, title: {en: Great hall, ru: Большой зал}, seats: 900,
         parts: [venues/palace/spaces/stalls, venues/palace/spaces/balcony]}
      - {id: stalls, title: {en: Stalls}, seats: 600}
      - {id: balcony, title: {en: Balcony}, seats: 300}
      - {id: foyer, title: {en: Foyer, fa: سرسرا}}
      - {id: corner, title: {en: Corner of friendship}}
    closures:
      - {id: works, period: {dated: {first_day: ${THURSDAY}, last_day: ${FRIDAY}}},
         spaces: [foyer], reason: {en: Building works}}
  - id: opera
    title: {en: Opera house, az: Opera və Balet Teatrı}
    organization: opera
    country: AZ
    city: Baku
    time_zone: Asia/Baku
    booking_policy: approval
    spaces:
      - {id: stage, title: {en: Main stage}, seats: 1200}
  - id: haus
    title: {de: Haus der Kulturen, en: House of cultures}
    country: DE
    city: Berlin
    time_zone: Europe/Berlin
    spaces: [{id: saal, title: {de: Saal}, seats: 200}]
events:
  - id: days
    title: {en: Days of Uzbekistan, ru: Дни Узбекистана, uz: Oʻzbekiston kunlari}
    owner: library
    culture_days:
      guest_country: UZ
      host_country: AZ
      stops: [{city: Baku, first_day: ${TUESDAY}, last_day: ${THURSDAY}}]
    confirm: true
  - id: gala
    title: {en: Gala concert, ru: Гала-концерт, fa: "کنسرت بزرگ"}
    description: {en: An evening of songs.}
    owner: library
    period: {timed: {start: ${TUESDAY}T18:00, end: ${TUESDAY}T20:00}}
    bookings:
      - {id: hall, space: palace/hall, set_up: 3h, tear_down: 1h, expected_attendance: 800}
      - {id: choir, participant: choir}
    activity: {form: concert}
    confirm: true
  - id: first-hold
    title: {en: First hold, ru: Первая бронь}
    owner: library
    period: {timed: {start: ${WEDNESDAY}T10:00, end: ${WEDNESDAY}T14:00}}
    bookings: [{id: hall, space: palace/hall}]
    activity: {form: workshop}
  - id: second-hold
    title: {en: Second hold}
    owner: library
    period: {timed: {start: ${WEDNESDAY}T12:00, end: ${WEDNESDAY}T16:00}}
    bookings: [{id: stalls, space: palace/stalls}]
    activity: {form: talk}
  - id: corner
    title: {en: Corner of friendship, az: Dostluq guşəsi}
    owner: library
    period: {dated: {first_day: ${TUESDAY}, permanent: true}}
    bookings: [{id: corner, space: palace/corner, set_up_days: 1}]
    exhibition: {}
    confirm: true
  - id: carpets
    title: {en: Carpets, ar: "سجاد من بخارى وسمرقند"}
    owner: library
    period: {dated: {first_day: ${MONDAY}, last_day: ${WEDNESDAY}}}
    bookings: [{id: foyer, space: palace/foyer}]
    exhibition: {theme: {en: Weaving}}
    confirm: true
  - id: memorial
    title: {en: Evening in memory of a poet, uz: Shoir xotirasi kechasi}
    owner: library
    period: {timed: {start: ${FRIDAY}T17:00, end: ${FRIDAY}T18:30}}
    bookings: [{id: stage, space: opera/stage}]
    commemoration: {honourees: [Nasimi]}
  - id: talks
    title: {de: Gespräche, en: Talks}
    owner: library
    period: {timed: {start: ${MONDAY}T19:00, end: ${MONDAY}T20:00}}
    bookings: [{id: saal, space: haus/saal}]
    recurrence: {rule: "FREQ=WEEKLY;COUNT=30"}
    activity: {form: talk}
    confirm: true
  - id: secret
    title: {en: Nobody may know}
    owner: opera
    visibility: PRIVATE
    period: {timed: {start: ${THURSDAY}T10:00, end: ${THURSDAY}T12:00}}
    bookings: [{id: hall, space: palace/hall}]
    activity: {form: meeting}
    confirm: true
  - id: nowhere
    title: {en: A talk without a place}
    owner: library
    time_zone: Asia/Tashkent
    period: {timed: {start: ${FRIDAY}T11:00, end: ${FRIDAY}T12:00}}
    activity: {form: talk}
`;
