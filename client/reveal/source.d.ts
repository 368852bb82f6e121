/** Declares the helpers that `vite.reveal.ts` finds in reveal.js's sources. */
declare module 'reveal.js/source/util'
