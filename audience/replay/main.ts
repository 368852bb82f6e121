/** The page of a replay: the slides, the room's elements and its reactions, as they were at each moment of the talk. */
import 'reveal.js/reveal.css'
import '../../client/theme/fonts.css'
import '../../client/theme/tokens.css'
import '../../client/theme/base.css'
import '../../client/theme/slides.css'
import '../../client/theme/reveal-parts.css'
import '../../client/theme/tight.css'
import '../../client/slides-frame.css'
import './replay.css'
import { byId } from '../../client/element.ts'
import { bringReactions } from '../../client/reactions/bring.ts'
import { createSlideDeck } from '../../client/slide-deck.ts'
import { bringToLife } from '../../demos/live.ts'
import { START } from '../../protocol/position.ts'
import { STREAM } from '../../protocol/replay/recording.ts'
import { replayConnection } from './connection.ts'
import { createControls } from './controls.ts'
import { readAudio, readPacked, readRecording, withFiles } from './packed.ts'
import { createPlayer } from './player.ts'
import { createRoomPanel } from './room-panel.ts'
import { createTimeline } from './timeline.ts'

/** The elements whose content is in every recording. All others show their still. */
const RECORDED = [
  'live-chat',
  'live-hand',
  'live-leaderboard',
  'live-poll',
  'live-question',
  'live-questions',
  'live-quiz',
]

void start()

async function start(): Promise<void> {
  const packed = readPacked()
  const recording = await readRecording()
  const style = document.createElement('style')
  style.textContent = withFiles(packed.css, packed.files)
  document.head.append(style)
  const recorded = recording.changes.some(([, name]) => name === STREAM)
    ? [...RECORDED, 'live-map']
    : RECORDED
  const root = document.querySelector<HTMLElement>('.reveal')!
  root.querySelector('.slides')!.innerHTML = withFiles(packed.slides, packed.files)
  for (const element of root.querySelectorAll(':not(:defined)'))
    if (!recorded.includes(element.localName)) element.setAttribute('data-still', '')

  createRoomPanel(recording)
  const { settings, talk, audio } = packed
  const deck = await createSlideDeck(root, settings, { start: START, text: 1, stage: true })
  const replay = replayConnection()
  const { connection } = replay
  const player = createPlayer(recording, replay)
  const element = readAudio(packed)
  const timeline = createTimeline(
    recording.lengthMs,
    element && audio && { element, offsetMs: audio.offsetMs },
    (jumped) => {
      player.show(timeline.ms, jumped)
      replay.tellTime(recording.startedAt + timeline.ms)
      controls.draw()
    },
  )
  const controls = createControls(recording, () => timeline)

  connection.store.on('position', (at) => deck.show(at))
  connection.store.on('screen', ({ blanked }) => (byId('cover').hidden = !blanked))
  bringToLife(document.body, { talk, role: 'stage', room: connection }, (tag) => recorded.includes(tag))
  timeline.jump(0)
  void bringReactions(connection, settings, document.querySelector('.show')!)
  document.documentElement.dataset['ready'] = 'true'
}
