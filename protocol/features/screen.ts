/** What covers the slides on every screen: black, or the overlay that tells a room how to join. */
import * as v from 'valibot'
import { intentIdSchema } from '../ids.ts'

export interface Screen {
  /** Every screen is black. */
  blanked: boolean
  /** The stage shows the address of the talk and its QR code. */
  join: boolean
}

export const screenIntents = [
  v.strictObject({ id: intentIdSchema, type: v.literal('screen/blank'), blanked: v.boolean() }),
  v.strictObject({ id: intentIdSchema, type: v.literal('screen/join'), shown: v.boolean() }),
] as const
export type ScreenIntent = v.InferOutput<(typeof screenIntents)[number]>

export type ScreenEvent =
  { type: 'screen/blanked'; blanked: boolean } | { type: 'screen/join-shown'; shown: boolean }

export const SCREEN: Screen = { blanked: false, join: false }

/** Asking for what is already so is granted and changes nothing. */
export function decideScreen(screen: Screen, intent: ScreenIntent): ScreenEvent[] {
  if (intent.type === 'screen/blank') {
    if (screen.blanked === intent.blanked) return []
    return [{ type: 'screen/blanked', blanked: intent.blanked }]
  }
  return screen.join === intent.shown ? [] : [{ type: 'screen/join-shown', shown: intent.shown }]
}

export function evolveScreen(screen: Screen, event: ScreenEvent): Screen {
  if (event.type === 'screen/blanked') return { ...screen, blanked: event.blanked }
  return { ...screen, join: event.shown }
}

/** A move uncovers the slides: a speaker who taps next wants the next slide to be seen. */
export function uncoverScreen(screen: Screen): Screen {
  return screen.blanked || screen.join ? SCREEN : screen
}
