/** The button that pauses the room. In the same place, it shows the room's messages again. */
import { announce } from '../dom/announce.ts'
import { byId, setText } from '../dom/dom.ts'
import type { Press } from '../press.ts'

/** In a hurry people tap twice: the second tap must not undo the first. */
const SETTLE_MS = 400

/** Returns the function that draws whether the room is paused. */
export function createPause(press: Press): (isPaused: boolean) => void {
  const button = byId('pause')
  const [word, rest] = [button.querySelector('.word')!, button.querySelector('.rest')!] as HTMLElement[]
  let paused = false
  let changedAt = -SETTLE_MS
  button.addEventListener('click', (event) => {
    if (event.timeStamp - changedAt < SETTLE_MS) return
    void press({ type: 'panic/set', on: !paused })
  })
  return (isPaused) => {
    if (isPaused === paused) return
    paused = isPaused
    changedAt = performance.now()
    button.classList.toggle('paused', paused)
    setText(word!, paused ? 'Show' : 'Pause')
    setText(rest!, paused ? ' it again' : ' the room')
    announce('panic', paused ? 'The room is paused' : 'The room is shown again')
  }
}
