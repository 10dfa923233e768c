import { objectOf, textOf } from '../content/json.ts'
import { componentOf, sampleFor, type TemplateInput } from './components.ts'
import { variableNames } from './variables.ts'

/** Samples that read like what a name asks for. Invented people and things only. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/first_?name|^name$|customer|client|nombre|nome|prenom|vorname/i, 'Maja'],
  [/last_?name|surname/i, 'Lindqvist'],
  [/order|booking|reference|invoice|ticket|number|(_|^)(no|id)$/i, 'NH-20418'],
  [/code|otp|coupon/i, 'WINTER20'],
  [/price|amount|total|cost|balance/i, '£49.00'],
  [/percent|discount/i, '20%'],
  [/time|hour/i, '14:30'],
  [/date|day|when/i, 'Friday 27 November'],
  [/city|town|place|store|shop|showroom|location/i, 'Bristol'],
  [/address|street/i, '1 Example Street'],
  [/product|item|article/i, 'Fjord sofa'],
  [/email|mail/i, 'maja@nordlys.example'],
  [/phone|mobile/i, '+44 7700 900456'],
  [/url|link/i, 'https://nordlys.example'],
]

/** A sample for a variable: what other templates gave one of this name, else what its name suggests, else undefined. */
export function sampleForVariable(name: string, others: readonly TemplateInput[]): string | undefined {
  for (const other of others) {
    if (/^\d+$/.test(name)) break
    for (const part of ['body', 'header'] as const) {
      const component = componentOf(objectOf(other).components, part.toUpperCase())
      const order = variableNames(textOf(component?.text)).indexOf(name)
      const sample = order === -1 ? undefined : sampleFor(component?.example, part, name, order)
      if (sample !== undefined) return sample
    }
  }
  return BY_NAME.find(([pattern]) => pattern.test(name))?.[1]
}

/** The `example` of a component with one more sample in it. */
export function withSample(
  component: { readonly text?: unknown; readonly example?: unknown },
  part: 'header' | 'body',
  named: boolean,
  name: string,
  sample: string,
): object {
  const names = variableNames(textOf(component.text))
  const sampleOf = (one: string, order: number) =>
    one === name ? sample : (sampleFor(component.example, part, one, order) ?? '')
  if (named)
    return {
      [`${part}_text_named_params`]: names.flatMap((one, order) => {
        const example = sampleOf(one, order)
        return example === '' ? [] : [{ param_name: one, example }]
      }),
    }
  // Positional samples stand in the order of their numbers, whatever the order in the text.
  const numbered = [...names].sort((a, b) => Number(a) - Number(b))
  const row = numbered.map((one) => sampleOf(one, names.indexOf(one)))
  return { [`${part}_text`]: part === 'body' ? [row] : row }
}
