/** The button that pauses the room. In the same place, it shows the room's messages again. */
import { words } from '../../client/words.ts'
import { announce } from '../dom/announce.ts'
import { byId, setText } from '../dom/dom.ts'
import type { Press } from '../press.ts'

/** In a hurry people tap twice: the second tap must not undo the first. */
const SETTLE_MS = 400

/** Returns the function that draws whether the room is paused. */
export function createPause(press: Press): (isPaused: boolean) => void {
  const button = byId('pause')
  const [short, long] = [button.querySelector('.short')!, button.querySelector('.long')!] as HTMLElement[]
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
    const { phone } = words
    setText(short!, paused ? phone.showAgain : phone.pause)
    setText(long!, paused ? phone.showRoom : phone.pauseRoom)
    announce('panic', paused ? phone.roomPaused : phone.roomShown)
  }
}
