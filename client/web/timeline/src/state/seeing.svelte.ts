// What is seen, as the address says it; a change of the one changes the other.
import {formatAddress, parseAddress, type Seeing} from '../model/address';

export class SeeingState {
  current = $state.raw<Seeing>(parseAddress(location.search));

  constructor() {
    addEventListener('popstate', () => { this.current = parseAddress(location.search); });
  }

  // What is left out stays. One goes back to what was seen before by the browser's own button,
  // unless this only sharpens it, as a letter more of what is looked for does.
  change(part: Partial<Seeing>, how: 'step' | 'sharpen' = 'step'): void {
    this.current = {...this.current, ...part};
    const address = location.pathname + formatAddress(this.current);
    if (how === 'step') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }
}
