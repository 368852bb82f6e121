/** Stands in for the parts of reveal.js that a follower does without: keyboard, overview, print and so on. */

/** Answers every method of such a part with "nothing": not active, not open, no change. */
export default class Absent {
  constructor() {
    return new Proxy(this, {
      get: (_self, name) => (name === 'load' ? () => Promise.resolve() : () => undefined),
    })
  }
}
