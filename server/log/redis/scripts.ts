/** What Redis itself decides in one step, as Lua: nothing of another node can come in between. */

/**
 * Parts that the scripts share. `top` is the newest entry of a stream, or false. `number` is an entry's own
 * number, or nil for an id that no node of ours gives. `mark` tells one entry from another in its place.
 */
const PARTS = `
local function top(key) return redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1] or false end
local function number(id)
  local n, rest = string.match(id, '^(%d+)%-(%d+)$')
  if rest == '0' and #n <= 12 then return tonumber(n) end
end
local function mark(fields) return table.concat(fields, '\\n', 1, math.min(6, #fields)) end
local function id(n) return string.format('%d-0', n) end
local function held(snapshot) return tonumber(redis.call('HGET', snapshot, 'seq') or 0) or 0 end
`

/**
 * Appends when the newest entry is number `after` with that mark and the epoch is the one that is known.
 * KEYS stream, epoch. ARGV epoch (empty: not known), after, mark (empty: not known), then at, by, id, event
 * of each. Answers {1}; {0, newest} when stale; {2} when ids that are not ours stand in the way.
 */
export const APPEND = `${PARTS}
local newest = top(KEYS[1])
local last = newest and number(newest[1]) or (newest and -1 or 0)
if last == -1 then return {2} end
local after = tonumber(ARGV[2])
if last ~= after then return {0, newest} end
if ARGV[1] ~= '' and redis.call('GET', KEYS[2]) ~= ARGV[1] then return {0, newest} end
if ARGV[3] ~= '' and newest and mark(newest[2]) ~= ARGV[3] then return {0, newest} end
for i = 4, #ARGV, 4 do
  after = after + 1
  local added = redis.pcall('XADD', KEYS[1], id(after), 'at', ARGV[i], 'by', ARGV[i + 1], 'id', ARGV[i + 2],
    'event', ARGV[i + 3])
  if type(added) == 'table' and added.err then
    if string.find(added.err, 'equal or smaller') then return {2} end
    return added
  end
end
return {1}`

/**
 * What a node compares with what it knows. KEYS stream, epoch, snapshot. ARGV the number that it has seen.
 * Answers {epoch, newest entry, the entry with that number, number of the snapshot}, false for what is absent.
 */
export const LOOK = `${PARTS}
local seen = redis.call('XRANGE', KEYS[1], id(ARGV[1]), id(ARGV[1]))[1] or false
return {redis.call('GET', KEYS[2]), top(KEYS[1]), seen, redis.call('HGET', KEYS[3], 'seq')}`

/**
 * The epoch of a talk: the one that stands, or `fresh` when there is none, when the one that stands is `old`,
 * or when a snapshot is there and its stream is not; then numbering goes on after the snapshot.
 * KEYS epoch, stream, snapshot. ARGV old, fresh, channel, news.
 */
export const EPOCH = `${PARTS}
local known = redis.call('GET', KEYS[1])
local last = held(KEYS[3])
local orphan = last > 0 and not top(KEYS[2])
if known and known ~= ARGV[1] and not orphan then return known end
if orphan then
  redis.call('DEL', KEYS[2])
  redis.call('XADD', KEYS[2], id(last), 'at', '0', 'by', 'server', 'id', 'snapshot', 'event',
    '{"type":"unknown/restored"}')
end
redis.call('SET', KEYS[1], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[4])
return ARGV[2]`

/**
 * Keeps a snapshot that is not older than the one there is, of the epoch that stands and of entries that
 * are there; then cuts entries that it holds, but never the newest \`keep\`. KEYS snapshot, stream, epoch.
 * ARGV seq, body, epoch (empty: not known), keep.
 */
export const SAVE = `${PARTS}
local seq = tonumber(ARGV[1])
if ARGV[3] ~= '' and redis.call('GET', KEYS[3]) ~= ARGV[3] then return 0 end
local newest = top(KEYS[2])
local last = newest and number(newest[1])
if not last or seq > last then return 0 end
local known = held(KEYS[1])
if seq < known and known <= last then return 0 end
redis.call('HSET', KEYS[1], 'seq', ARGV[1], 'body', ARGV[2])
local first = math.min(seq, last - tonumber(ARGV[4])) + 1
if first > 1 then redis.call('XTRIM', KEYS[2], 'MINID', id(first)) end
return 1`

/**
 * Puts entries whose ids are not ours aside, the last 1,000 of them kept, and builds the stream anew, since
 * Redis would take no smaller id any more. KEYS stream, the stream for what is put aside, a spare name.
 * Answers how many there were.
 */
export const MEND = `${PARTS}
local from, moved = '-', 0
redis.call('DEL', KEYS[3])
while true do
  local page = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 1000)
  if #page == 0 then break end
  for _, entry in ipairs(page) do
    if number(entry[1]) then
      redis.call('XADD', KEYS[3], entry[1], unpack(entry[2], 1, math.min(#entry[2], 100)))
    else
      redis.call('XADD', KEYS[2], 'MAXLEN', '~', 1000, '*', 'was', entry[1], unpack(entry[2], 1, math.min(#entry[2], 100)))
      moved = moved + 1
    end
    from = '(' .. entry[1]
  end
end
if redis.call('EXISTS', KEYS[3]) == 1 then redis.call('RENAME', KEYS[3], KEYS[1]) else redis.call('DEL', KEYS[1]) end
return moved`

/** Takes or keeps a lease. KEYS lease. ARGV token, milliseconds. Answers 1 when this token holds it. */
export const HOLD = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`

/** Lets go of a lease that this token holds, and tells the others. KEYS lease. ARGV token, channel, news. */
export const LET_GO = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('PUBLISH', ARGV[2], ARGV[3])
return 1`
