import { platformTime, templateLimits } from '@casement/platform'
import { variableNames } from '@casement/rules'
import { categoryRisk, lintTemplate, sentencesOf } from '@casement/rules/authoring'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { clockTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { fieldClass } from '../controls/dialog.tsx'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { AskForWording } from './ask-for-wording.tsx'
import { AuthenticationFields } from './authentication-fields.tsx'
import { ButtonsField } from './buttons-field.tsx'
import { CardsField } from './cards-field.tsx'
import { CategoryAdviser } from './category-adviser.tsx'
import {
  buttonsOf,
  indexOfPart,
  nextVariable,
  partOf,
  samplesOf,
  withButtons,
  withCategory,
  withFormat,
  withPart,
  withSamples,
} from './definition.ts'
import { FieldRow, FindingLines, type Repairable, type Repairs, TextLine } from './field-row.tsx'
import { HeaderField } from './header-field.tsx'
import { LifeLine } from './life-line.tsx'
import { PreviewSide } from './preview-side.tsx'
import { SamplesField } from './samples-field.tsx'
import { SHAPES, shapeOf, withShape } from './shapes.ts'
import { SubmitDialog } from './submit-dialog.tsx'
import type { Category, Component, Detail, Draft, Listed } from './template-api.ts'
import { TtlField } from './ttl-field.tsx'
import { type Saving, useDraft } from './use-draft.ts'
import { VariableText } from './variable-text.tsx'

const CATEGORIES = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const

/** The form on the left and the phone on the right: every word is judged and drawn as it is written. */
export function DraftEditor({
  draft,
  detail,
  others,
  onErrors,
  onSubmitted,
}: {
  draft: Draft
  /** The template it changes, as it stands at Meta. */
  detail: Detail | null
  /** The account's templates, this one left out. */
  others: readonly Listed[]
  onErrors: (count: number) => void
  onSubmitted: (changedCategory: string | null) => void
}) {
  const t = words.templateDesk.editor
  const now = usePlatformNow('minute')
  const { content, saving, change, flush, takeTheirs, keepMine } = useDraft(draft)
  const [submitting, setSubmitting] = useState(false)
  const [savedAt, setSavedAt] = useState<number | null>(null)
  useEffect(() => {
    if (saving.state === 'saved') setSavedAt(Date.now())
  }, [saving.state])

  // Judging may lag behind the keys, drawing the keys may not.
  const judged = useDeferredValue(content)
  const minute = Math.floor(now / 60_000)
  const findings = useMemo((): readonly Repairable[] => {
    const { ttlSeconds, ...template } = judged
    return lintTemplate(
      { ...template, ...(ttlSeconds === null ? {} : { message_send_ttl_seconds: ttlSeconds }) } as typeof template,
      {
        others,
        now: platformTime(minute * 60_000),
      },
    )
  }, [judged, others, minute])
  const risk = useMemo(() => (judged.category.toUpperCase() === 'UTILITY' ? categoryRisk(judged) : null), [judged])
  const riskRepair = findings.find((finding) => finding.rule === 'template.category.risk')?.repair
  const errors = findings.filter((finding) => finding.severity === 'error')
  useEffect(() => onErrors(errors.length), [errors.length, onErrors])

  const { components } = content
  const named = content.parameterFormat === 'NAMED'
  const category = content.category.toUpperCase() as Category
  const set = (next: readonly Component[]) => change({ ...content, components: next })
  const repair: Repairs = (made) =>
    change({ ...content, components: made.components, ...(made.name && !draft.templateId ? { name: made.name } : {}) })

  const at = (type: string) => `components[${indexOfPart(components, type)}]`
  const under = (type: string) =>
    indexOfPart(components, type) === -1
      ? []
      : findings.filter((finding) => finding.path === at(type) || finding.path.startsWith(`${at(type)}.`))
  const isSample = (finding: Repairable) =>
    finding.rule === 'template.variable.sample' && !finding.path.includes('.buttons') && !finding.path.includes('.cards')
  const isCategory = (finding: Repairable) => finding.rule === 'template.category.risk'
  const plainUnder = (type: string) => under(type).filter((finding) => !isSample(finding) && !isCategory(finding))
  const placed = new Set([
    ...['HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER'].flatMap(under),
    ...findings.filter(
      (finding) => isSample(finding) || isCategory(finding) || /^(category|message_send_ttl)/.test(finding.path),
    ),
  ])
  const elsewhere = category === 'AUTHENTICATION' ? [] : findings.filter((finding) => !placed.has(finding))

  const shape = shapeOf(components)
  const body = partOf(components, 'BODY')
  const text = String(body?.text ?? '')
  const samples = samplesOf(body, 'body', named)
  const missing = useMemo(() => new Set(variableNames(text).filter((name) => !samples[name])), [text, samples])
  const flagged =
    risk?.reads === 'marketing' ? sentencesOf(text).filter((sentence) => risk.words.some((word) => sentence.includes(word))) : []
  const footer = partOf(components, 'FOOTER')
  const offer = partOf(components, 'LIMITED_TIME_OFFER')
  const carousel = partOf(components, 'CAROUSEL')
  const setBody = (value: string) =>
    set(withPart(components, 'BODY', withSamples({ ...body, type: 'BODY', text: value }, 'body', named, samples)))
  const mostBody = offer ? templateLimits.body.limitedTimeOffer.value : templateLimits.body.text.value

  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto panel:grid panel:grid-cols-[minmax(0,1fr)_400px] panel:overflow-hidden">
        <div className="flex flex-col panel:min-h-0">
          <ScrollRegion label={t.form} className="px-6 py-5 max-desk:px-4 panel:min-h-0 panel:flex-1">
            <div className="grid max-w-[760px] gap-5">
              {draft.refusal && (
                <Notice title={t.refused} role="note">
                  {draft.refusal.because} {draft.refusal.remedy}
                </Notice>
              )}
              {saving.state === 'conflict' && (
                <Notice
                  tone="warn"
                  action={
                    <>
                      <Button size="sm" onClick={takeTheirs}>
                        {t.takeTheirs}
                      </Button>
                      <Button size="sm" onClick={keepMine}>
                        {t.keepMine}
                      </Button>
                    </>
                  }
                >
                  {t.conflict(saving.theirs.updatedBy)}
                </Notice>
              )}
              {saving.state === 'refused' && <ProblemNotice error={saving.error} />}
              {detail && !detail.edit.allowed && (
                <Notice tone="plain" role="note">
                  {detail.edit.because}
                </Notice>
              )}
              <FieldRow label={t.category}>
                <span className="flex flex-wrap items-center gap-3">
                  <Segmented
                    label={t.category}
                    value={category}
                    segments={CATEGORIES.map((value) => ({
                      value,
                      label: words.templateDesk.category[value],
                      disabled: detail?.status === 'APPROVED' && value !== category,
                      ...(detail?.status === 'APPROVED' ? { title: t.categoryFixed } : {}),
                    }))}
                    onChange={(value) => change(withCategory(content, value))}
                  />
                  {category !== 'AUTHENTICATION' && (
                    <label className="flex items-center gap-2 text-xs text-ink-2">
                      {t.shape}
                      <select
                        className={`${fieldClass} h-7 w-auto`}
                        value={shape}
                        data-testid="template-shape"
                        onChange={(event) => change(withShape(content, event.currentTarget.value as (typeof SHAPES)[number]))}
                      >
                        {SHAPES.map((value) => (
                          <option key={value} value={value}>
                            {t.shapes[value]}
                          </option>
                        ))}
                      </select>
                    </label>
                  )}
                  {category !== 'AUTHENTICATION' && (
                    <Segmented
                      label={t.variables}
                      value={named ? 'NAMED' : 'POSITIONAL'}
                      segments={[
                        { value: 'POSITIONAL', label: t.numbered },
                        { value: 'NAMED', label: t.named, testId: 'variables-named' },
                      ]}
                      onChange={(format) => change(withFormat(content, format))}
                    />
                  )}
                </span>
                <FindingLines findings={findings.filter((finding) => finding.path === 'category')} onRepair={repair} />
              </FieldRow>
              {category === 'AUTHENTICATION' ? (
                <AuthenticationFields components={components} findings={findings} onRepair={repair} onChange={set} />
              ) : (
                <>
                  {offer && (
                    <FieldRow label={t.offer}>
                      <TextLine
                        label={t.offerText}
                        testId="offer-text"
                        value={String((offer.limited_time_offer as { text?: string } | undefined)?.text ?? '')}
                        most={templateLimits.limitedTimeOffer.text.value}
                        invalid={plainUnder('LIMITED_TIME_OFFER').length > 0}
                        onChange={(value) =>
                          set(
                            withPart(components, 'LIMITED_TIME_OFFER', {
                              limited_time_offer: { ...(offer.limited_time_offer as object), text: value },
                            }),
                          )
                        }
                      />
                      <label className="mt-1.5 flex items-center gap-2 text-xs">
                        <input
                          type="checkbox"
                          className="accent-(--accent)"
                          checked={
                            (offer.limited_time_offer as { has_expiration?: boolean } | undefined)?.has_expiration === true
                          }
                          onChange={(event) =>
                            set(
                              withPart(components, 'LIMITED_TIME_OFFER', {
                                limited_time_offer: {
                                  ...(offer.limited_time_offer as object),
                                  has_expiration: event.currentTarget.checked,
                                },
                              }),
                            )
                          }
                        />
                        {t.offerExpires}
                      </label>
                      <FindingLines findings={plainUnder('LIMITED_TIME_OFFER')} onRepair={repair} />
                    </FieldRow>
                  )}
                  {shape !== 'carousel' && (
                    <HeaderField
                      part={partOf(components, 'HEADER')}
                      named={named}
                      {...(offer
                        ? { kinds: ['NONE', 'IMAGE', 'VIDEO'] as const }
                        : shape === 'products'
                          ? { kinds: ['TEXT'] as const }
                          : {})}
                      findings={plainUnder('HEADER')}
                      onRepair={repair}
                      onChange={(part) => set(withPart(components, 'HEADER', part))}
                    />
                  )}
                  <FieldRow label={t.body}>
                    <VariableText
                      label={t.bodyText}
                      testId="body-text"
                      value={text}
                      rows={4}
                      formatting
                      most={mostBody}
                      missing={missing}
                      flagged={flagged}
                      invalid={plainUnder('BODY').some((finding) => finding.severity === 'error')}
                      newVariable={nextVariable(text, named)}
                      onChange={setBody}
                    />
                    <FindingLines findings={plainUnder('BODY')} onRepair={repair} />
                    {text === '' && <AskForWording category={category} language={draft.language} onText={setBody} />}
                  </FieldRow>
                  <SamplesField
                    components={components}
                    named={named}
                    findings={findings.filter(isSample)}
                    onRepair={repair}
                    onChange={set}
                  />
                  {shape !== 'carousel' && !offer && (
                    <FieldRow label={t.footer} optional>
                      <TextLine
                        label={t.footerText}
                        testId="footer-text"
                        value={String(footer?.text ?? '')}
                        most={templateLimits.footer.text.value}
                        invalid={plainUnder('FOOTER').length > 0}
                        onChange={(value) => set(withPart(components, 'FOOTER', value === '' ? null : { text: value }))}
                      />
                      <FindingLines findings={plainUnder('FOOTER')} onRepair={repair} />
                    </FieldRow>
                  )}
                  {carousel ? (
                    <CardsField
                      carousel={carousel}
                      path={at('CAROUSEL')}
                      named={named}
                      findings={plainUnder('CAROUSEL')}
                      onRepair={repair}
                      onChange={(part) => set(withPart(components, 'CAROUSEL', part))}
                    />
                  ) : (
                    <ButtonsField
                      buttons={buttonsOf(components)}
                      {...(offer ? { kinds: ['URL', 'COPY_CODE', 'QUICK_REPLY'] } : {})}
                      path={at('BUTTONS')}
                      findings={plainUnder('BUTTONS')}
                      onRepair={repair}
                      onChange={(buttons) => set(withButtons(components, buttons))}
                    />
                  )}
                </>
              )}
              <TtlField
                category={category}
                value={content.ttlSeconds}
                now={platformTime(now)}
                findings={findings.filter((finding) => finding.path === 'message_send_ttl_seconds')}
                onRepair={repair}
                onChange={(ttlSeconds) => change({ ...content, ttlSeconds })}
              />
              {elsewhere.length > 0 && (
                <FieldRow label={t.others}>
                  <FindingLines findings={elsewhere} onRepair={repair} />
                </FieldRow>
              )}
            </div>
          </ScrollRegion>
          {risk && (
            <CategoryAdviser
              risk={risk}
              repair={riskRepair}
              wabaId={draft.wabaId}
              name={content.name}
              onRepair={repair}
              onMarketing={() => change(withCategory(content, 'MARKETING'))}
            />
          )}
          <div className="flex flex-none items-center gap-3 border-t border-line px-6 py-2.5 max-desk:px-4">
            <span
              role="status"
              className="min-w-0 flex-1 truncate text-xs text-ink-3"
              data-testid="draft-saving"
              data-state={saving.state}
            >
              {savingText(saving, savedAt)}
            </span>
            <Button
              look="primary"
              data-testid="submit-template"
              disabled={errors.length > 0 || saving.state === 'conflict' || detail?.edit.allowed === false}
              onClick={() => setSubmitting(true)}
            >
              {errors.length > 0 ? t.submitToFix(errors.length) : t.submit}
            </Button>
          </div>
        </div>
        <aside
          aria-label={words.templateDesk.phone.preview}
          className="flex flex-col border-line bg-sunken max-panel:border-t panel:min-h-0 panel:border-s"
        >
          <div className="panel:min-h-0 panel:flex-1 panel:overflow-y-auto">
            <PreviewSide content={content} />
          </div>
          <LifeLine draft={draft} detail={detail} />
        </aside>
      </div>
      {submitting && (
        <SubmitDialog
          draftId={draft.id}
          wabaId={draft.wabaId}
          content={content}
          before={detail}
          warnings={findings.filter((finding) => finding.severity === 'warning')}
          flush={flush}
          onClose={() => setSubmitting(false)}
          onSubmitted={({ category: taken, categoryChanged }) => {
            setSubmitting(false)
            onSubmitted(categoryChanged ? taken : null)
          }}
        />
      )}
    </>
  )
}

function savingText(saving: Saving, savedAt: number | null): string {
  const t = words.templateDesk.editor
  if (saving.state === 'saving') return t.saving
  if (saving.state === 'saved') return savedAt === null ? '' : t.saved(clockTime(savedAt))
  return saving.state === 'offline' ? t.offline : t.unsaved
}
