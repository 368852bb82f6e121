/** Tests the position and size of slides on screens of every shape. */
import { describe, expect, it } from 'vitest'
import { fit } from './fit.ts'

const deck = { width: 1280, height: 720, reflow: true }

describe('fit', () => {
  it('[A11] scales a slide to a projector', () => {
    expect(fit({ width: 1920, height: 1080 }, deck)).toEqual({
      layout: 'wide',
      width: 1280,
      height: 720,
      scale: 1.5,
    })
  })

  it('[A11] keeps the aspect ratio of a slide on a screen of another shape', () => {
    expect(fit({ width: 1024, height: 768 }, deck)).toMatchObject({ layout: 'wide', scale: 0.8 })
  })

  it('[A11] uses the tall layout on a portrait phone', () => {
    expect(fit({ width: 360, height: 720 }, deck)).toEqual({
      layout: 'tall',
      width: 720,
      height: 1440,
      scale: 0.5,
    })
  })

  it('[A11] keeps the wide layout if the deck does not allow the tall one', () => {
    expect(fit({ width: 360, height: 720 }, { ...deck, reflow: false })).toMatchObject({
      layout: 'wide',
      width: 1280,
    })
  })

  it('[A6] makes text larger by giving a slide less space', () => {
    expect(fit({ width: 1280, height: 720 }, deck, 1.6)).toEqual({
      layout: 'wide',
      width: 800,
      height: 450,
      scale: 1.6,
    })
  })
})
