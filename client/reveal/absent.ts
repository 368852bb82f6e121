/** Replaces the parts of reveal.js that a follower does not need: keyboard, overview, print and others. */

/** Every method of such a part returns "nothing": not active, not open, no change. */
export default class Absent {
  constructor() {
    return new Proxy(this, {
      get: (_self, name) => (name === 'load' ? () => Promise.resolve() : () => undefined),
    })
  }
}
