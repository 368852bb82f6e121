/**
 * A list that is never changed in place. Each change makes a new list that shares all but one path with the old one, so
 * its cost does not depend on the length. Items are added at the end and removed at the beginning.
 */

const BITS = 5
const WIDTH = 2 ** BITS

/** A node contains values on the lowest level and nodes above it; nothing where the list was cut. */
type Node<T> = readonly (T | Node<T> | undefined)[]

export class List<T> implements Iterable<T> {
  /** How many items were removed at the beginning. */
  readonly cut: number
  readonly length: number
  readonly levels: number
  readonly root: Node<T>

  private constructor(cut: number, length: number, levels: number, root: Node<T>) {
    this.cut = cut
    this.length = length
    this.levels = levels
    this.root = root
  }

  /** `cut`: as if this many items had been removed before these. */
  static of<T>(values: Iterable<T> = [], cut = 0): List<T> {
    let list = new List<T>(cut, 0, 1, [])
    for (const value of values) list = list.push(value)
    return list
  }

  /** Counted from the oldest, which is 0. A negative index counts from the end. */
  at(index: number): T | undefined {
    const from = index < 0 ? this.length + index : index
    if (from < 0 || from >= this.length) return undefined
    let node = this.root
    for (let level = this.levels - 1; level > 0; level--) {
      node = node[slotOf(this.cut + from, level)] as Node<T>
    }
    return node[slotOf(this.cut + from, 0)] as T
  }

  push(value: T): List<T> {
    const at = this.cut + this.length
    let { root, levels } = this
    while (at >= WIDTH ** levels) {
      root = root.length === 0 ? root : [root]
      levels += 1
    }
    return new List(this.cut, this.length + 1, levels, put(root, levels - 1, at, value))
  }

  /** The same list with another value at an existing index. */
  with(index: number, value: T): List<T> {
    const root = put(this.root, this.levels - 1, this.cut + index, value)
    return new List(this.cut, this.length, this.levels, root)
  }

  /** The newest `most`. */
  keep(most: number): List<T> {
    if (this.length <= most) return this
    const cut = this.cut + this.length - most
    return new List(cut, most, this.levels, most === 0 ? [] : without(this.root, this.levels - 1, cut))
  }

  slice(from: number, to = this.length): T[] {
    const values: T[] = []
    for (let i = Math.max(0, from); i < Math.min(to, this.length); i++) values.push(this.at(i) as T)
    return values
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as T
  }
}

function slotOf(at: number, level: number): number {
  return (at >>> (level * BITS)) % WIDTH
}

function put<T>(node: Node<T>, level: number, at: number, value: T): Node<T> {
  const copy = node.slice()
  const slot = slotOf(at, level)
  copy[slot] = level === 0 ? value : put((node[slot] ?? []) as Node<T>, level - 1, at, value)
  return copy
}

/** Releases everything before `at`. */
function without<T>(node: Node<T>, level: number, at: number): Node<T> {
  const copy = node.slice()
  const slot = slotOf(at, level)
  copy.fill(undefined, 0, slot)
  if (level > 0) copy[slot] = without(copy[slot] as Node<T>, level - 1, at)
  return copy
}
