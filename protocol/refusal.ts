/** The closed list of refusals, each with whether a retry can succeed. */

const RETRY = {
  /** The message does not have the shape of any intent or call. */
  malformed: false,
  /** More than {@link MAX_MESSAGE_BYTES}, or nested deeper than {@link MAX_DEPTH}. */
  'too-large': false,
  /** No call or intent has this name. */
  unknown: false,
  /** The role may not send this. */
  forbidden: false,
  /** The browser is not paired, or its pairing has ended. */
  unauthorized: false,
  /** No talk has this id. */
  'unknown-talk': false,
  /** The page speaks another version of the protocol and must reload. */
  outdated: false,
  /** The talk has moved since the intent was made: `from` is not its position. */
  'moved-on': false,
  /** Another phone drives, or the move was made before another phone drove. */
  'not-driver': false,
  /** It arrived after its `before` time. */
  expired: true,
  /** `next` on the last step. */
  'at-end': false,
  /** `prev` on the first step. */
  'at-start': false,
  /** The outline has no such slide or step. */
  'no-such-slide': false,
  /** The chat has no message with this number. */
  'no-such-message': false,
  /** A poll, a quiz or the questions do not accept this now. */
  closed: false,
  /** There is no question, poll, quiz or device with this id. */
  'no-such-item': false,
  /** The presenter has closed the chat. */
  'chat-closed': true,
  /** Somebody has this name, or one that it could be mistaken for. */
  'name-taken': false,
  /** Only a browser that sends its cookie may write. */
  'no-cookie': false,
  /** The room is closed to newcomers. */
  'room-closed': true,
  /** The speaker has paused what the audience sends. */
  paused: true,
  /** The talk is over. */
  'talk-over': false,
  /** Too many messages; wait `retryAfterMs`. */
  'rate-limited': true,
  /** The log cannot store it now. */
  unavailable: true,
  /** A bug in the server, which logs it. */
  internal: true,
} as const

export type RefusalCode = keyof typeof RETRY

/** A refusal as data. `retryAfterMs` comes with `rate-limited` only. */
export interface Refusal {
  code: RefusalCode
  retry: boolean
  retryAfterMs?: number
}

export function refusal(code: RefusalCode, retryAfterMs?: number): Refusal {
  const base = { code, retry: RETRY[code] }
  return retryAfterMs === undefined ? base : { ...base, retryAfterMs }
}

export const REFUSAL_CODES = Object.keys(RETRY) as RefusalCode[]
