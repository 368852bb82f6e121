/** The intents of all features, who may send each, and the only function that turns `unknown` into one of them. */
import * as v from 'valibot'
import type { IntentOf, IntentRule, Intents, WhenUnsaved } from './feature.ts'
import { FEATURE_NAMES, features, type FeatureName, type Features } from './features/index.ts'
import { intentIdSchema } from './ids.ts'
import { refusal, type Refusal } from './refusal.ts'

export type Intent = { [N in FeatureName]: IntentOf<Features[N]['intents']> }[FeatureName]
export type IntentType = Intent['type']

interface KnownIntent extends Required<Pick<IntentRule, 'who' | 'whenUnsaved'>> {
  feature: FeatureName
  schema: v.GenericSchema<unknown, Intent>
}

/** Each intent with its feature's settings. */
export const INTENTS = Object.fromEntries(FEATURE_NAMES.flatMap(intentsOf)) as Record<IntentType, KnownIntent>

export const INTENT_TYPES = Object.keys(INTENTS) as IntentType[]

function intentsOf(name: FeatureName): [type: string, known: KnownIntent][] {
  const { intents, whenUnsaved: usually }: { intents: Intents; whenUnsaved: WhenUnsaved } = features[name]
  return Object.entries(intents).map(([type, { who, fields, whenUnsaved = usually }]) => {
    const schema: unknown = v.strictObject({ id: intentIdSchema, type: v.literal(type), ...fields })
    return [type, { feature: name, who, whenUnsaved, schema: schema as KnownIntent['schema'] }]
  })
}

export function parseIntent(input: unknown): Intent | Refusal {
  const type = typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined
  if (typeof type !== 'string') return refusal('malformed')
  if (!Object.hasOwn(INTENTS, type)) return refusal('unknown')
  const result = v.safeParse(INTENTS[type as IntentType].schema, input)
  return result.success ? result.output : refusal('malformed')
}
