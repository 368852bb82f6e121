/** Tests that each metric exists and is correct, and that the dashboard uses only metrics that exist. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { SERVER } from '../../protocol/role.ts'
import { openMemoryLog } from '../log/memory.ts'
import { instrumentLog, instrumentTalk, NO_INSTRUMENTATION } from '../talk/instrumentation.ts'
import { createMetrics } from './metrics.ts'
import { openTalk } from '../talk/talk.ts'
import pino from 'pino'
import { parse } from 'yaml'

const FEED = { name: 'recording', state: 'live', trouble: null } as const

function lines(text: string, name: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(name))
}

test("[M1] each hook updates a metric in Prometheus's text format", async () => {
  const { instrumentation, text, contentType } = createMetrics()
  instrumentation.intent('position/next', 'ok')
  instrumentation.intent('position/next', 'moved-on')
  instrumentation.intent('position/next', 'ok')
  instrumentation.appended('written', 3)
  instrumentation.epochChanged()
  instrumentation.fault()
  const all = await text()
  expect(contentType).toContain('text/plain')
  expect(lines(all, 'lectern_intents_total')).toEqual([
    'lectern_intents_total{type="position/next",result="ok"} 2',
    'lectern_intents_total{type="position/next",result="moved-on"} 1',
  ])
  expect(all).toContain('lectern_append_seconds_bucket{le="0.0025",result="written"} 0')
  expect(all).toContain('lectern_append_seconds_bucket{le="0.005",result="written"} 1')
  for (const line of ['lectern_epoch_changes_total 1', 'lectern_faults_total 1'])
    expect(all.split('\n')).toContain(line)
  for (const name of ['p50', 'p99', 'max'])
    expect(lines(all, `nodejs_eventloop_lag_${name}_seconds`)).toHaveLength(1)
  expect(lines(all, 'process_resident_memory_bytes')).toHaveLength(1)
})

test('[M2] gauges are read at the scrape, and removed talks or states leave no values', async () => {
  const metrics = createMetrics()
  const sent = { packets: 9, patches: 4, bytes: 360, dropped: 2, cut: 1 }
  const talk = {
    sent,
    waiting: 105,
    id: 'a-talk',
    followers: { audience: 3, stage: 1, presenter: 2 },
    seq: 41,
    saved: false,
  }
  metrics.read(() => ({ talks: [talk], refused: { busy: 3 }, feed: { ...FEED, state: 'fallback' } }))
  const all = (await metrics.text()).split('\n')
  expect(all).toContain('lectern_followers{talk="a-talk",role="audience"} 3')
  expect(all).toContain('lectern_followers{talk="a-talk",role="presenter"} 2')
  expect(all).toContain('lectern_log_number{talk="a-talk"} 41')
  expect(all).toContain('lectern_unsaved{talk="a-talk"} 1')
  expect(all).toContain('lectern_waiting_bytes{talk="a-talk"} 105')
  expect(all).toContain('lectern_packets_sent_total{talk="a-talk"} 9')
  expect(all).toContain('lectern_patches_sent_total{talk="a-talk"} 4')
  expect(all).toContain('lectern_sent_bytes_total{talk="a-talk"} 360')
  expect(all).toContain('lectern_signals_dropped_total{talk="a-talk"} 2')
  expect(all).toContain('lectern_sockets_cut_total{talk="a-talk"} 1')
  expect(all).toContain('lectern_sockets_refused_total{reason="busy"} 3')
  expect(all).toContain('lectern_feed{feed="recording",state="live"} 0')
  expect(all).toContain('lectern_feed{feed="recording",state="fallback"} 1')
  metrics.read(() => ({ talks: [], refused: {}, feed: FEED }))
  expect(lines(await metrics.text(), 'lectern_followers{')).toEqual([])
})

test("[M3] a talk's intents and its log's writes are counted", async () => {
  const { instrumentation, text } = createMetrics()
  const log = openMemoryLog()
  const talk = instrumentTalk(
    await openTalk(instrumentLog(log, instrumentation), 'a-talk', pino({ level: 'silent' })),
    instrumentation,
  )
  await talk.append({ id: 'intent-restart-1', type: 'clock/restart' }, SERVER)
  await talk.append({ id: 'intent-move-0001', type: 'position/goto', to: { h: 9, v: 0, f: -1 } }, SERVER)
  expect(talk.state.seq).toBe(1)
  expect(await instrumentLog(log, NO_INSTRUMENTATION).append('a-talk', 0, [])).toBe('stale')
  await instrumentLog(log, instrumentation).append('a-talk', 0, [])
  await talk.close()
  await log.close()
  await expect(instrumentLog(log, instrumentation).append('a-talk', 1, [])).rejects.toThrow('closed')
  const all = (await text()).split('\n')
  expect(all).toContain('lectern_intents_total{type="clock/restart",result="ok"} 1')
  expect(all).toContain('lectern_intents_total{type="position/goto",result="no-such-slide"} 1')
  for (const result of ['written', 'stale', 'failed'])
    expect(all).toContain(`lectern_append_seconds_count{result="${result}"} 1`)
})

interface Rule {
  expr: string
}

interface Panel {
  title: string
  targets?: { expr: string }[]
  panels?: Panel[]
}

test('[M4] every query of the dashboard and of the alerts uses existing metrics', async () => {
  const { panels } = JSON.parse(await readFile('deploy/grafana-dashboard.json', 'utf8')) as {
    panels: Panel[]
  }
  const text = await createMetrics().text()
  const types = new Map(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]),
  )
  const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  expect(queries.length).toBeGreaterThan(10)
  const { groups } = parse(await readFile('deploy/alerts.yaml', 'utf8')) as { groups: { rules: Rule[] }[] }
  const alerts = groups.flatMap(({ rules }) => rules.map(({ expr }) => expr))
  for (const query of [...queries, ...alerts]) {
    const names = query.match(/\b(lectern|nodejs|process)_\w+/g) ?? []
    expect(names, query).not.toHaveLength(0)
    for (const name of names) {
      const known = types.has(name) || types.get(name.replace(/_(bucket|sum|count)$/, '')) === 'histogram'
      expect(known, `${name} in ${query}`).toBe(true)
    }
  }
  // The reverse: every metric of ours is shown or used in an alert.
  const asked = queries.join(' ')
  for (const name of types.keys())
    if (name.startsWith('lectern_')) expect(asked, 'the dashboard shows it').toContain(name)
})
