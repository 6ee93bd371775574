// Random numbers of tests, from a seed that is printed: TAQVIM_SEED=... runs the same again.
export class Random {
  private state: number;

  constructor(seed = seedOfThisRun()) {
    console.log(`TAQVIM_SEED=${seed}`);
    this.state = seed % 2147483647 || 1;
  }

  // A whole number from 0 to below.
  below(below: number): number {
    this.state = this.state * 48271 % 2147483647;
    return this.state % below;
  }

  of<Thing>(things: readonly Thing[]): Thing {
    return things[this.below(things.length)]!;
  }
}

function seedOfThisRun(): number {
  const variables = (globalThis as {process?: {env: Record<string, string | undefined>}}).process;
  return Number(variables?.env.TAQVIM_SEED ?? Date.now() % 2147483647);
}
