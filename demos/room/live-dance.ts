/** <live-dance>: a figure that dances with the room's reactions. */
import './live-dance.css'
import { readBoot } from '../../client/boot.ts'
import { LiveElement, type LiveContext } from '../../client/live-element.ts'
import { totalOf } from '../../client/reactions/counts.ts'
import { createPicker } from '../../client/reactions/picker.ts'
import { plural, words } from '../../client/words.ts'
import { make, showsTheRoom } from '../parts.ts'
import { createEnergy, danceOf } from './dance-energy.ts'
import figure from './dance-figure.svg?raw'

/** While it dances, its speed is set this often. */
const BEAT_MS = 400

class LiveDance extends LiveElement {
  static override readonly showsAudienceContent = true
  static override readonly wordParts = ['elements', 'exhibits'] as const

  protected show({ room: connection, role }: LiveContext): () => void {
    const dancer = make('div', 'live-dancer')
    dancer.innerHTML = figure
    dancer.role = 'img'
    const say = words.exhibits.browsers
    const line = make('p', 'live-words soft')
    this.append(dancer, line)
    const { reactions } = readBoot().settings
    const watches = showsTheRoom(role)
    if (!watches && reactions.length > 0) this.append(createPicker(connection, reactions).element)

    const energy = createEnergy()
    let seen = 0
    let beat: ReturnType<typeof setTimeout> | undefined
    function dance(): void {
      beat = undefined
      const { move, rate } = danceOf(energy.perSecond(performance.now()))
      if (dancer.dataset['move'] !== move) dancer.dataset['move'] = move
      dancer.ariaLabel = move === 'still' ? say.still : say.dances
      for (const animation of dancer.getAnimations({ subtree: true })) animation.updatePlaybackRate(rate)
      if (move !== 'still') beat = setTimeout(dance, BEAT_MS)
    }
    const draw = (): void => {
      const ask = watches ? say.reactOnPhone : say.react
      line.textContent = seen === 0 ? ask : plural(say.reactions, seen)
    }
    dance()
    draw()
    const unlisten = connection.listen('bursts', (burst) => {
      const more = totalOf(burst)
      if (more === 0) return
      seen += more
      energy.add(more, performance.now())
      draw()
      if (beat === undefined) dance()
    })
    return () => {
      clearTimeout(beat)
      unlisten()
    }
  }
}

customElements.define('live-dance', LiveDance)
