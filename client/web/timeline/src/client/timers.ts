// Time, as what has to wait is given it; tests give their own.
export interface Timers {
  // Calls back after so many milliseconds, unless what it answers is called before.
  after(milliseconds: number, call: () => void): () => void;
  // From 0 to below 1.
  random(): number;
}

export const systemTimers: Timers = {
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
