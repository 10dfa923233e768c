import { templateLimits } from '@casement/platform'
import { variableNames } from '@casement/rules'
import { Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { ButtonsField } from './buttons-field.tsx'
import { buttonsOf, nextVariable, partOf, samplesOf, withButtons, withPart, withSamples } from './definition.ts'
import { FieldRow, FindingLines, type Repairable, type Repairs } from './field-row.tsx'
import { handleOf } from './header-field.tsx'
import { SampleFile } from './sample-file.tsx'
import { SamplesField } from './samples-field.tsx'
import type { Component } from './template-api.ts'
import { VariableText } from './variable-text.tsx'

type Card = { readonly components: readonly Component[] }
const [, MOST_CARDS] = templateLimits.carousel.cards.value
const LEAST_CARDS = templateLimits.carousel.cards.value[0]

export const newCarousel = (): Omit<Component, 'type'> => ({ cards: [newCard(), newCard()] })
const newCard = (): Card => ({
  components: [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: '' },
    { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: words.templateDesk.editor.newLabels.QUICK_REPLY }] },
  ],
})

/** The cards of a carousel, one at a time. They have one shape: a kind of header or of button changes on all of them. */
export function CardsField({
  carousel,
  path,
  named,
  findings,
  onRepair,
  onChange,
}: {
  carousel: Component
  /** Where the carousel stands, such as `components[1]`. */
  path: string
  named: boolean
  findings: readonly Repairable[]
  onRepair: Repairs
  onChange: (part: Omit<Component, 'type'>) => void
}) {
  const t = words.templateDesk.editor
  const cards = (carousel.cards as readonly Card[] | undefined) ?? []
  const [chosen, setChosen] = useState(0)
  const at = Math.min(chosen, cards.length - 1)
  const card = cards[at]
  const set = (next: readonly Card[]) => onChange({ cards: next })
  const setCard = (components: readonly Component[]) => set(cards.with(at, { components }))
  const toAll = (change: (components: readonly Component[]) => readonly Component[]) =>
    set(cards.map(({ components }) => ({ components: change(components) })))
  const own = findings.filter((finding) => finding.path.startsWith(`${path}.cards[${at}]`))
  const elsewhere = findings
    .filter((finding) => !finding.path.startsWith(`${path}.cards[${at}]`))
    .map((finding) => {
      const other = /\.cards\[(\d+)\]/.exec(finding.path)?.[1]
      return other === undefined ? finding : { ...finding, fix: `${t.card(Number(other) + 1)}: ${finding.fix}` }
    })
  const header = card && partOf(card.components, 'HEADER')
  const body = card && partOf(card.components, 'BODY')
  const text = String(body?.text ?? '')
  const samples = samplesOf(body, 'body', named)
  const within = (type: string) => {
    const index = card?.components.findIndex((part) => part.type.toUpperCase() === type) ?? -1
    return own.filter((finding) => index !== -1 && finding.path.startsWith(`${path}.cards[${at}].components[${index}]`))
  }
  const placed = [...within('HEADER'), ...within('BODY'), ...within('BUTTONS')]
  const buttonsAt = card?.components.findIndex((part) => part.type.toUpperCase() === 'BUTTONS') ?? -1

  return (
    <>
      <FieldRow label={t.cards} hint={t.buttonsCount(cards.length, MOST_CARDS)}>
        <div className="flex flex-wrap items-center gap-1.5">
          <Segmented
            label={t.cards}
            value={String(at)}
            segments={cards.map((_, index) => ({ value: String(index), label: t.card(index + 1) }))}
            onChange={(value) => setChosen(Number(value))}
          />
          {cards.length < MOST_CARDS && (
            <Button
              size="sm"
              data-testid="add-card"
              onClick={() => {
                // A new card has the shape of the others, without their words.
                const shape = cards[0]?.components.map(
                  (part): Component =>
                    part.type === 'BODY'
                      ? { type: 'BODY', text: '' }
                      : part.type === 'HEADER'
                        ? { type: 'HEADER', format: part.format }
                        : part,
                )
                set([...cards, shape ? { components: shape } : newCard()])
                setChosen(cards.length)
              }}
            >
              <Plus size={13} aria-hidden="true" />
              {t.addCard}
            </Button>
          )}
          {cards.length > LEAST_CARDS && (
            <Button size="sm" look="ghost" icon aria-label={t.removeCard(at + 1)} onClick={() => set(cards.toSpliced(at, 1))}>
              <Trash2 size={13} aria-hidden="true" />
            </Button>
          )}
        </div>
        <FindingLines findings={elsewhere} onRepair={onRepair} />
        <FindingLines findings={own.filter((finding) => !placed.includes(finding))} onRepair={onRepair} />
      </FieldRow>
      {card && (
        <>
          <FieldRow label={t.cardPicture}>
            <Segmented
              label={t.cardPicture}
              value={String(header?.format ?? 'IMAGE').toUpperCase() as 'IMAGE' | 'VIDEO'}
              segments={[
                { value: 'IMAGE', label: t.headers.IMAGE },
                { value: 'VIDEO', label: t.headers.VIDEO },
              ]}
              onChange={(format) => toAll((components) => withPart(components, 'HEADER', { format }))}
            />
            <SampleFile
              kind={String(header?.format ?? 'IMAGE').toUpperCase() === 'VIDEO' ? 'VIDEO' : 'IMAGE'}
              handle={handleOf(header)}
              invalid={within('HEADER').length > 0}
              testId={`card-file-${at}`}
              onChange={(handle) =>
                setCard(
                  withPart(card.components, 'HEADER', {
                    format: header?.format ?? 'IMAGE',
                    ...(handle ? { example: { header_handle: [handle] } } : {}),
                  }),
                )
              }
            />
            <FindingLines findings={within('HEADER')} onRepair={onRepair} />
          </FieldRow>
          <FieldRow label={t.body}>
            <VariableText
              label={t.cardText(at + 1)}
              testId={`card-text-${at}`}
              value={text}
              rows={2}
              formatting
              most={templateLimits.body.card.value}
              missing={new Set(variableNames(text).filter((name) => !samples[name]))}
              invalid={within('BODY').some((finding) => finding.severity === 'error')}
              newVariable={nextVariable(text, named)}
              onChange={(value) =>
                setCard(
                  withPart(card.components, 'BODY', withSamples({ ...body, type: 'BODY', text: value }, 'body', named, samples)),
                )
              }
            />
            <FindingLines findings={within('BODY')} onRepair={onRepair} />
          </FieldRow>
          <SamplesField components={card.components} named={named} findings={[]} onRepair={onRepair} onChange={setCard} />
          <ButtonsField
            buttons={buttonsOf(card.components)}
            kinds={['QUICK_REPLY', 'URL', 'PHONE_NUMBER']}
            most={templateLimits.carousel.cardButtons.value}
            path={`${path}.cards[${at}].components[${buttonsAt}]`}
            findings={within('BUTTONS')}
            onRepair={onRepair}
            onChange={(buttons) => {
              const alike =
                buttonsOf(card.components)
                  .map(({ type }) => type)
                  .join() === buttons.map(({ type }) => type).join()
              if (alike) setCard(withButtons(card.components, buttons))
              // Another kind of button is another shape: all cards take it, each keeps its words where it had them.
              else
                set(
                  cards.map(({ components }, index) => ({
                    components:
                      index === at
                        ? withButtons(components, buttons)
                        : withButtons(
                            components,
                            buttons.map((button, place) => {
                              const old = buttonsOf(components)[place]
                              return old?.type === button.type ? old : button
                            }),
                          ),
                  })),
                )
            }}
          />
          <p className="text-xs text-ink-3 desk:ps-28">{t.cardButtons}</p>
        </>
      )}
    </>
  )
}
