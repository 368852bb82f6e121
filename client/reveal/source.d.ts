/** Names the helpers of reveal.js that `vite.reveal.ts` finds in its sources. */
declare module 'reveal.js/source/util'
