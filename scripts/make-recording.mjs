/**
 * Generates server/feeds/recording/posts.tsv, the invented posts of the stream demo: `node
 * scripts/make-recording.mjs`. It is long because it is mostly text templates, kept in one place.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const SEED = 20_131_107
const MINUTES = 20
const BASE_PER_SECOND = 1.5
const folder = new URL('../server/feeds/recording/', import.meta.url)
const places = readFileSync(new URL('places.tsv', folder), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([name, , , weight]) => ({ name, weight: Number(weight) }))

/** Mulberry32: the same numbers for the same seed, on every machine. */
let seed = SEED
function random() {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
}
const pick = (all) => all[Math.floor(random() * all.length)]
function pickPlace() {
  let at = random() * places.reduce((sum, { weight }) => sum + weight, 0)
  for (const { name, weight } of places) if ((at -= weight) < 0) return name
  return places[0].name
}

const ADJECTIVES =
  'Amber Brisk Calm Copper Dapper Early Fuzzy Gentle Hidden Icy Jolly Kind Lucky Mellow Nimble Odd Plucky Quiet Rapid Silver Tidy Upbeat Velvet Wandering Young Zesty'.split(
    ' ',
  )
const NOUNS =
  'Otter Lantern Maple Comet Teapot Badger Harbor Pixel Walnut Kite Heron Button Cactus Drizzle Falcon Gecko Hammock Iris Juniper Kettle Lemur Marble Noodle Orchid Pebble Quill Radish Socket Turnip Umbrella Violet Wombat Yarrow Zephyr'.split(
    ' ',
  )
const AUTHORS = Array.from({ length: 420 }, () => `${pick(ADJECTIVES)} ${pick(NOUNS)}`)

const WORDS = {
  adjective: ['tiny', 'huge', 'strange', 'lovely', 'cursed', 'elegant', 'noisy', 'perfect', 'suspicious'],
  animal: ['cat', 'dog', 'parrot', 'neighbor’s cat', 'rabbit', 'goldfish', 'goose', 'hedgehog'],
  ate: ['the keyboard cable', 'my notes', 'half a bagel', 'the plan', 'a sticky note', 'my headphones'],
  coffee: [
    'espresso',
    'flat white',
    'cold brew',
    'filter coffee',
    'cortado',
    'decaf, by accident',
    'oat latte',
  ],
  language: ['Python', 'Rust', 'Go', 'TypeScript', 'Elixir', 'Erlang', 'Haskell', 'Lua', 'Ruby', 'C'],
  meal: ['ramen', 'tacos', 'dumplings', 'pancakes', 'pho', 'leftover pizza', 'a burrito', 'curry', 'bagels'],
  minutes: ['5', '10', '12', '20', '25', '40', '45', '90'],
  number: ['2', '3', '4', '7', '12', '42', '99', '256', '1,000', '65,536'],
  thing: ['proxy', 'handshake', 'frame', 'ping', 'socket', 'load balancer', 'cookie', 'header', 'mask bit'],
  tool: ['tcpdump', 'the network tab', 'a rubber duck', 'three log lines', 'git bisect', 'an old laptop'],
  train: ['train', 'bus', 'tram', 'ferry', 'subway', 'night bus', 'streetcar'],
  weather: ['sun', 'fog', 'rain', 'hail', 'snow', 'wind', 'drizzle', 'thunder', 'blue sky', 'sideways rain'],
}
const TOPICS = {
  talk: [
    'Slide {number} and I finally get why the {thing} matters',
    'This talk has more {thing} than I expected, and I like it',
    'Taking notes. So far: “{adjective} {thing}”, underlined twice',
    'The speaker just drove the whole deck from a phone',
    'Everybody around me has the slides open on a phone and they move together',
    'Best part of the conference so far: a {adjective} live demo',
    'Question for later: what happens when the {thing} goes away?',
    'Second row, {coffee} in hand, ready for the {thing}',
    'I could follow every slide from the back row. More of this, please',
    'The demo worked. The room breathed out. {number} of {number} phones',
    'Explaining the {thing} with a drawing of a laptop: instantly clear',
    'Wait, the chat on the slide is the actual room?',
  ],
  sockets: [
    'TIL a websocket starts its life as a plain GET request',
    'Spent {minutes} minutes on a {thing}. It was the {thing}. It is always the {thing}',
    'Moved from polling every {number} seconds to push. The graph fell off a cliff',
    'Our server holds {number} sockets open and yawns',
    '{language} and websockets: {adjective}, but it works',
    'Found the bug with {tool}: a proxy that ate the Upgrade header',
    'Who called it “keep-alive” and not “please do not hang up”',
    'Client frames are masked, server frames are not. {minutes} minutes of my life',
    'Reminder: a dead phone never says goodbye. Send a ping',
    'Reconnect with jitter, friends. {number} clients at once is a {adjective} morning',
    'Opcode 9 is ping, opcode 10 is pong. I will never forget again',
    'Half-duplex is a walkie-talkie. Full-duplex is my family at dinner',
    'Long-polling walked so websockets could run',
    'Replaced {number} lines of {language} with one {adjective} event handler',
  ],
  coffee: [
    'First {coffee} of the day and the build is already green',
    'There is a {adjective} new coffee place by the station. {coffee}: superb',
    'Queue for {coffee}: {minutes} minutes. Worth it',
    '{coffee} number {number}. My hands are a websocket now: full-duplex',
    'Whoever made this {coffee}: thank you, sincerely, everyone',
    'Out of beans. Sending a distress signal',
    'Cold {coffee} again because the {thing} needed me',
  ],
  weather: [
    '{weather} here, and I left the window open',
    'Morning: {weather}. Noon: {weather}. Evening: who knows',
    'A {adjective} bit of {weather} and the whole city slows down',
    '{weather} on the way to work, {weather} on the way back',
    'That sunset was {adjective}',
    'The forecast said {weather}. The forecast was an optimist',
  ],
  life: [
    'My {animal} ate {ate}',
    'The {train} is {minutes} minutes late, so here I am, reading about a {thing}',
    '{meal} for lunch. No further questions',
    'Learning {language} by candlelight like an ancestor',
    'Fixed it with {tool}. Nobody will ever know',
    'Deployed on a Friday. It is fine. It is fine?',
    'My {animal} has opinions about {language}',
    'Ordered {meal}, got {meal}. Kept it. Happy',
    'Gave the {adjective} plant a name. It is {animal} now',
    'Walked {minutes} minutes to think about one {adjective} {thing}',
    'Cleaned the desk. Found {number} adapters and no idea',
    'Window seat, {train}, headphones, {language}. Good day',
    'If you need me I am with {meal} and {tool}',
  ],
}
const WEIGHTS = [
  'talk',
  'talk',
  'sockets',
  'sockets',
  'sockets',
  'coffee',
  'weather',
  'weather',
  'life',
  'life',
]

/** Topics that many people post about at the same time: when (minute), how many, where, and what. */
const BURSTS = [
  [
    0.4,
    26,
    ['Austin'],
    ['Doors open. {coffee} found, seat found', 'Full house here. {number} people standing', 'Here we go!'],
  ],
  [
    1.6,
    40,
    ['Austin', 'San Francisco', 'Berlin'],
    [
      'It begins: one tap and every screen moves',
      'My phone just followed the slide by itself',
      'OK that was smooth. {adjective}, even',
    ],
  ],
  [
    3.1,
    48,
    ['Denver', 'Cheyenne', 'Salt Lake City'],
    [
      'Snow! {minutes} minutes ago it was sunny',
      'First snow of the season over the foothills',
      'Big flakes. Everyone at the window. No work is happening',
    ],
  ],
  [
    4.7,
    44,
    ['New York', 'Boston', 'Philadelphia'],
    [
      'The {train} stopped and nobody knows why',
      'Stuck on the {train}. {minutes} minutes and counting',
      'We are moving again. Applause on the {train}',
    ],
  ],
  [
    6.2,
    70,
    ['Austin', 'Seattle', 'London', 'Bangalore', 'Toronto'],
    [
      'LIVE DEMO TIME',
      'The map on the slide shows posts as they are written',
      'Hello from the map! Does my dot show?',
      'I can see my own city light up',
      'Waving at the room from far away',
    ],
  ],
  [
    7.9,
    40,
    ['Tokyo', 'Osaka', 'Seoul'],
    [
      'Good morning from the other side of the map',
      'Rush hour and a {adjective} sunrise',
      'Reading the talk’s chat over breakfast: {meal}',
    ],
  ],
  [
    9.3,
    46,
    ['Chicago', 'Milwaukee', 'Detroit'],
    [
      'Wind took my umbrella. It lives by the lake now',
      'That gust! Hold on to your {coffee}',
      '{weather} off the lake, hats everywhere',
    ],
  ],
  [
    10.8,
    60,
    ['Austin', 'Portland', 'Amsterdam'],
    [
      'The conference wifi is gone',
      'Wifi down, talk still going: my phone caught up by itself',
      'And the wifi is back. Nobody missed a slide',
      'Of course it is the wifi. It is always the wifi',
    ],
  ],
  [
    12.4,
    42,
    ['Seattle', 'Portland', 'Vancouver'],
    [
      'Rainbow! A double one!',
      'Everyone on the street is looking up. Rainbow',
      'Powersliding down this rainbow, brb',
    ],
  ],
  [
    13.8,
    44,
    ['London', 'Dublin', 'Paris', 'Berlin'],
    [
      'Evening here, still watching the talk',
      '{weather} outside, sockets inside',
      'Half the office is watching this from the kitchen',
    ],
  ],
  [
    15.1,
    52,
    ['Los Angeles', 'San Diego', 'Las Vegas'],
    [
      'What a sunset over the water',
      'The sky is orange from end to end',
      'Pulled over just to look at the sky',
    ],
  ],
  [
    16.5,
    56,
    ['Austin', 'Atlanta', 'Minneapolis'],
    [
      'The speaker pulled the cable on purpose',
      'Server restarted in front of everybody and nothing was lost',
      'I counted: back in under {number} seconds',
      'Bold move with the cable. It worked',
    ],
  ],
  [
    18.2,
    40,
    ['Sydney', 'Melbourne', 'Auckland'],
    [
      'Tomorrow says hello',
      'Watching from tomorrow with {coffee}',
      'A {adjective} magpie is watching me watch this',
    ],
  ],
  [
    19.1,
    64,
    ['Austin', 'New York', 'San Francisco', 'São Paulo', 'Nairobi'],
    [
      'Applause! What a talk',
      'Questions now. Mine is about the {thing}',
      'Going home to put a websocket on everything',
      'Thank you for the slides, and for the {thing}',
      'Standing ovation for a {thing}. What a time',
    ],
  ],
]

const used = new Set()
/** A text that was not used before, as long as the templates allow; a burst repeats texts, as crowds do. */
function write(
  templates,
  endings = ['', '', '', '', '!', ' :)', ' …', ' 🙂', ' 🎉', ' ☕️', ' 🌦️', ' 👋', ' 🚀', ' 😅'],
) {
  for (let tries = 0; ; tries += 1) {
    const filled = pick(templates).replace(/\{(\w+)\}/g, (_, kind) => pick(WORDS[kind]))
    const text = (filled[0].toUpperCase() + filled.slice(1)).replace(/[.!]$/, '') + pick(endings)
    if (used.has(text) && tries < 20) continue
    used.add(text)
    return text
  }
}

const posts = []
let at = 900
while (at < MINUTES * 60_000) {
  posts.push({ at, place: pickPlace(), text: write(TOPICS[pick(WEIGHTS)]) })
  // The rate varies over time; gaps between posts are random.
  const perSecond = BASE_PER_SECOND * (1 + 0.45 * Math.sin((at / 60_000) * 1.3))
  at += Math.max(40, (-Math.log(1 - random()) / perSecond) * 1000)
}
for (const [minute, count, where, templates] of BURSTS) {
  for (let i = 0; i < count; i += 1) {
    const after = -Math.log(1 - random() * 0.97) * 9000
    const place = random() < 0.85 ? pick(where) : pickPlace()
    posts.push({ at: minute * 60_000 + after, place, text: write(templates) })
  }
}
const lines = posts
  .filter((post) => post.at < MINUTES * 60_000)
  .toSorted((a, b) => a.at - b.at)
  .map((post) => [Math.round(post.at), post.place, pick(AUTHORS), post.text].join('\t'))
writeFileSync(new URL('posts.tsv', folder), `milliseconds\tplace\tauthor\ttext\n${lines.join('\n')}\n`)
console.log(`${fileURLToPath(folder)}posts.tsv: ${lines.length} posts, ${used.size} texts`)
