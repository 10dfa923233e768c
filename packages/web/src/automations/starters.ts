import type { Graph, Node, Trigger } from '@casement/rules/automation'
import { words } from '../strings/words.ts'

const base = { limits: { perContact: { runs: 5, hours: 1 }, perMinute: 600 }, alongside: false } as const
const say = (id: string, body: string, next: Record<string, string> = {}): Node => ({
  id,
  kind: 'send',
  message: { type: 'text', text: { body } },
  next,
})
const buttons = (
  id: string,
  body: string,
  choices: readonly (readonly [string, string])[],
  next: Record<string, string>,
): Node => ({
  id,
  kind: 'send',
  message: {
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: body },
      action: { buttons: choices.map(([choice, title]) => ({ type: 'reply', reply: { id: choice, title } })) },
    },
  },
  next,
})
const handOver = (id: string): Node => ({ id, kind: 'hand-over', owner: null, note: '', next: {} })

export type Starter = { readonly key: keyof typeof words.automation.starters; readonly graph: Graph }

/** Drawings to begin with, in the zone of whoever draws. */
export function starters(timeZone: string): readonly Starter[] {
  const t = words.automation.starterTexts
  const draw = (trigger: Trigger, nodes: readonly Node[]): Graph => ({ ...base, trigger, start: nodes[0]?.id ?? null, nodes })
  const answer = (to: string) => ({ answer: { words: [to], match: 'whole' as const } })
  return [
    { key: 'empty', graph: draw({ kind: 'keyword', words: [], match: 'whole' }, []) },
    { key: 'welcome', graph: draw({ kind: 'first-message' }, [say('welcome', t.welcome)]) },
    {
      key: 'away',
      graph: {
        ...draw(
          { kind: 'away', hours: { timeZone, open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }], holidays: [] } },
          [say('away', t.away)],
        ),
        limits: { perContact: { runs: 1, hours: 12 }, perMinute: 600 },
      },
    },
    {
      key: 'menu',
      graph: draw({ kind: 'keyword', words: t.menuWords, match: 'whole' }, [
        buttons(
          'menu',
          t.menu,
          [
            ['hours', t.hoursButton],
            ['order', t.orderButton],
            ['person', t.personButton],
          ],
          { done: 'wait' },
        ),
        { id: 'wait', kind: 'ask', timeoutMinutes: 60, next: { answered: 'which' } },
        {
          id: 'which',
          kind: 'branch',
          cases: [
            { id: 'hours', name: t.hoursButton, if: answer('hours') },
            { id: 'order', name: t.orderButton, if: answer('order') },
          ],
          next: { hours: 'tell-hours', order: 'tell-order', otherwise: 'person' },
        },
        say('tell-hours', t.hours),
        say('tell-order', t.order),
        handOver('person'),
      ]),
    },
    {
      key: 'faq',
      graph: draw({ kind: 'keyword', words: t.faqWords, match: 'contains' }, [
        {
          id: 'which',
          kind: 'branch',
          cases: [
            { id: 'price', name: t.priceWord, if: { text: { words: [t.priceWord], match: 'contains' } } },
            { id: 'delivery', name: t.deliveryWord, if: { text: { words: [t.deliveryWord], match: 'contains' } } },
          ],
          next: { price: 'tell-price', delivery: 'tell-delivery', otherwise: 'person' },
        },
        say('tell-price', t.price),
        say('tell-delivery', t.delivery),
        handOver('person'),
      ]),
    },
    {
      key: 'ad',
      graph: draw({ kind: 'ad', sources: [] }, [
        say('thanks', t.ad, { done: 'wait' }),
        { id: 'wait', kind: 'ask', timeoutMinutes: 240, next: { answered: 'person', timeout: 'again' } },
        handOver('person'),
        say('again', t.adAgain),
      ]),
    },
  ]
}
