/** Prepares the polls of a slide: ids, steps, the slides that options link to, the picture. Mistakes are warnings. */
import { readAsked } from '../../protocol/features/poll-asked.ts'
import { slideNamed, STEPS_ATTRIBUTE } from '../../protocol/features/poll-deck.ts'
import type { Outline, OutlineElement } from '../../protocol/deck.ts'
import {
  insertAfter,
  attribute,
  createElement,
  elements,
  setAttribute,
  takeAttribute,
  type Element,
} from './dom.ts'
import { partsOf } from './outline-elements.ts'
import type { Warn } from './origin.ts'
import { fragmentSteps } from './steps.ts'
import { slug, titleOf } from './titles.ts'

const TAG = 'live-poll'
const LINK = /^#\/?(.+)$/

/** Changes the tree; must be called before the elements are listed. `isTaken` remembers the ids of the whole deck. */
export function preparePolls(slide: Element, uniqueId: (wanted: string) => string, warn: Warn): void {
  const polls = elements(slide).filter(({ tagName }) => tagName === TAG)
  for (const poll of polls) {
    const at = { element: poll, text: attribute(poll, 'id') || '::: poll' }
    const id = prepareId(poll, slide, uniqueId)
    if (id.taken) warn(`Another poll has the id “${id.taken}”; this one is “${id.is}”.`, at)
    prepareTargets(poll)
    preparePicture(poll)
    const asked = readAsked(partsOf(poll, poll.attrs))
    if (typeof asked === 'string') {
      warn(`This poll cannot be used: ${asked}.`, at)
    } else if (attribute(poll, 'steps') !== null) {
      addSteps(poll, slide, asked.results === 'hidden' ? 3 : 2)
    }
  }
}

/** Without an id of its own, the question identifies a poll. Without a question, the slide's title is its question. */
function prepareId(
  poll: Element,
  slide: Element,
  uniqueId: (wanted: string) => string,
): { is: string; taken?: string } {
  takeAttribute(poll, STEPS_ATTRIBUTE)
  const { attributes, text } = partsOf(poll, poll.attrs)
  if (!attributes['question'] && !text) {
    const title = titleOf(slide)
    if (title) setAttribute(poll, 'question', title)
  }
  const own = plain(attributes['id'] ?? '')
  const wanted = own || plain(slug(attribute(poll, 'question') ?? text ?? '')) || 'poll'
  const is = uniqueId(wanted)
  setAttribute(poll, 'id', is)
  return own !== '' && is !== own ? { is, taken: own } : { is }
}

/** What an intent accepts as the id of a poll of the deck. */
function plain(id: string): string {
  return id
    .replaceAll(/[^\w.-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 60)
}

/** The options of a `path` are links; its slide shows their words only, since a click on an option is a vote. */
function prepareTargets(poll: Element): void {
  takeAttribute(poll, 'data-targets')
  if (attribute(poll, 'kind') !== 'path') return
  const links = elements(poll).filter((e) => e.tagName === 'a' && LINK.test(attribute(e, 'href') ?? ''))
  const targets = links.map((link) => LINK.exec(attribute(link, 'href') ?? '')?.[1] ?? '')
  if (targets.length > 0) setAttribute(poll, 'data-targets', targets.join(' '))
}

function preparePicture(poll: Element): void {
  const picture = elements(poll).find(({ tagName }) => tagName === 'img')
  takeAttribute(poll, 'data-picture')
  takeAttribute(poll, 'data-alt')
  const source = picture && attribute(picture, 'src')
  if (!picture || !source || attribute(poll, 'kind') !== 'place') return
  setAttribute(poll, 'data-picture', source)
  setAttribute(poll, 'data-alt', attribute(picture, 'alt') ?? '')
}

/** Empty fragments after the poll: the talk's moves to these steps open, close and reveal it. */
function addSteps(poll: Element, slide: Element, count: number): void {
  const added = Array.from({ length: count }, () => createElement('span', { class: 'fragment', hidden: '' }))
  insertAfter(poll, added)
  const steps = fragmentSteps(slide)
  setAttribute(
    poll,
    STEPS_ATTRIBUTE,
    added.map((each) => steps.findIndex((step) => step.includes(each))).join(' '),
  )
}

/** A path to a slide that the deck does not have; checked when all slides are known. */
export function missingTargets({ name, attributes }: OutlineElement, outline: Outline): string[] {
  if (name !== TAG || attributes['kind'] !== 'path') return []
  return (attributes['data-targets'] ?? '').split(' ').filter((each) => each && !slideNamed(outline, each))
}
