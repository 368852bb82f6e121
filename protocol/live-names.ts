/** The tags of the live elements that come with Lectern: the compiler knows them, a file in `demos/` with the same name holds each. */
export const LIVE_NAMES = [
  'live-chat',
  'live-duplex',
  'live-map',
  'live-frame',
  'live-handshake',
  'live-request',
  'live-cycle',
  'live-phone',
  'live-join',
  'live-ping',
  'live-staleness',
  'live-rainbow',
  'live-nodes',
  'live-browsers',
  'live-transport',
  'live-versions',
]
