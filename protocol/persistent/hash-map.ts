/** A map with text keys that is never changed in place: each change copies one short path and shares the rest. */

const BITS = 4
const SLOTS_MASK = 2 ** BITS - 1
/** A hash has bits for this many levels. Below them it is computed again with another seed. */
const LEVELS_PER_HASH = 32 / BITS

interface Leaf<V> {
  readonly key: string
  readonly value: V
}
type Branch<V> = readonly (Leaf<V> | Branch<V> | undefined)[]

export class HashMap<V> implements Iterable<readonly [key: string, value: V]> {
  readonly size: number
  readonly root: Branch<V>

  private constructor(size: number, root: Branch<V>) {
    this.size = size
    this.root = root
  }

  static of<V>(entries: Iterable<readonly [string, V]> = []): HashMap<V> {
    let map = new HashMap<V>(0, [])
    for (const [key, value] of entries) map = map.set(key, value)
    return map
  }

  get(key: string): V | undefined {
    let node: Leaf<V> | Branch<V> | undefined = this.root
    for (let level = 0; isBranch(node); level++) node = node[slotOf(key, level)]
    return node?.key === key ? node.value : undefined
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  set(key: string, value: V): HashMap<V> {
    return new HashMap(this.size + (this.has(key) ? 0 : 1), put(this.root, 0, { key, value }))
  }

  /** In no particular order. */
  *[Symbol.iterator](): Generator<readonly [key: string, value: V]> {
    const waiting: (Leaf<V> | Branch<V> | undefined)[] = [this.root]
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (isBranch(node)) waiting.push(...node.filter((each) => each !== undefined))
      else yield [node.key, node.value]
    }
  }
}

function isBranch<V>(node: Leaf<V> | Branch<V> | undefined): node is Branch<V> {
  return Array.isArray(node)
}

function put<V>(branch: Branch<V>, level: number, leaf: Leaf<V>): Branch<V> {
  const copy = branch.slice()
  const slot = slotOf(leaf.key, level)
  const here = branch[slot]
  if (isBranch(here)) copy[slot] = put(here, level + 1, leaf)
  else if (here && here.key !== leaf.key) copy[slot] = put(put([], level + 1, here), level + 1, leaf)
  else copy[slot] = leaf
  return copy
}

function slotOf(key: string, level: number): number {
  const hash = hashOf(key, Math.floor(level / LEVELS_PER_HASH))
  return (hash >>> ((level % LEVELS_PER_HASH) * BITS)) & SLOTS_MASK
}

/** FNV-1a, with MurmurHash3's last step so that every bit depends on every character. */
function hashOf(key: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
