/** Tests the keys and clicks of the stage. */
import { describe, expect, it } from 'vitest'
import { clickCommand, commandOf } from './keys.ts'

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, repeat: false }

describe('the keys of the stage', () => {
  it.each([
    ['PageDown', 'next'],
    ['PageUp', 'prev'],
    ['ArrowRight', 'next'],
    ['ArrowLeft', 'prev'],
    [' ', 'next'],
    ['Home', 'first'],
    ['End', 'last'],
    ['B', 'black'],
    ['.', 'black'],
    ['j', 'join'],
    ['f', 'full-screen'],
    ['x', null],
  ])('[B2] %s means %s', (key, command) => {
    expect(commandOf({ ...plain, key })).toBe(command)
  })

  it("[B2] ignores the browser's shortcuts and keys that are held down", () => {
    expect(commandOf({ ...plain, key: 'f', ctrlKey: true })).toBeNull()
    expect(commandOf({ ...plain, key: 'PageDown', repeat: true })).toBeNull()
  })

  it('[B2] goes back only by a click on the left edge', () => {
    expect([clickCommand(0.1), clickCommand(0.5), clickCommand(0.9)]).toEqual(['prev', 'next', 'next'])
  })
})
