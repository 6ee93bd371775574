// Lanes: blocks of a row that overlap lie below each other, each in the first lane that is free
// when it begins. Pure.

export interface Stretch {
  from: number;
  to: number;
}

// The lane of each, counted from 0, in the order given, and how many there are. No two of a lane
// overlap.
export function lanesOf(stretches: readonly Stretch[]): {lanes: number[]; count: number} {
  const ends: number[] = [];
  const lanes = new Array<number>(stretches.length).fill(0);
  const order = stretches.map((_, index) => index).sort((a, b) => {
    const [first, second] = [stretches[a]!, stretches[b]!];
    return first.from - second.from || second.to - first.to || a - b;
  });
  for (const index of order) {
    const {from, to} = stretches[index]!;
    let lane = ends.findIndex((end) => end <= from);
    if (lane < 0) lane = ends.push(0) - 1;
    ends[lane] = to;
    lanes[index] = lane;
  }
  return {lanes, count: ends.length};
}
