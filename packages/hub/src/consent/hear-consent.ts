import { DAY, isoTime, later, type PlatformTime, platformTime } from '@casement/platform'
import { type ConsentEvent, comparableWord, consentFromMessage, consentWord, type Purpose, wordsIn } from '@casement/rules'
import { confirmationLanguages, confirmationText } from '@casement/rules/confirmations'
import type { InboundNews } from '../applier/message-news.ts'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { loadSettings, type Settings } from '../settings/settings.ts'
import { askingMessage, readAnswer } from './question.ts'

const CODE = /\bOI-([0-9A-HJKMNP-TV-Z]{8})\b/i
const LONGEST_KEY = 200
const ANSWER_WITHIN = 7 * DAY

type WayRow = {
  id: string
  kind: 'keyword' | 'ad'
  name: string
  key: string
  phone_number_id: string | null
  purposes: Purpose[]
  confirm: string
  version: number
  wording: string
}
type AskRow = {
  id: string
  code: string | null
  name: string
  purposes: Purpose[]
  wording: string
  source: string | null
  how: 'form' | 'double-opt-in'
  expires_at: Date
  answer: string | null
}
type Reply = { contactId: string; phoneNumberId: string; message: object; at: PlatformTime }

/** What a set of messages says about consent: STOP and START, words and ads that count as a yes, answers to our questions. */
export type Heard = {
  said(news: InboundNews): readonly ConsentEvent[]
  /** What was said was folded; `changed`: something follows from it. */
  settle(news: InboundNews, contactId: string, changed: boolean): void
  /** Writes answers, questions and what we owe in return. */
  keep(tx: Db): Promise<void>
}

export async function hearConsent(tx: Db, workspaceId: string, inbound: readonly InboundNews[]): Promise<Heard> {
  const read = new Map(inbound.map((news) => [news, readMessage(news)]))
  const all = [...read.values()]
  const ways = await findWays(
    tx,
    workspaceId,
    unique(all.flatMap(({ key }) => key ?? [])),
    unique(all.flatMap(({ ad }) => (ad === null ? [] : [ad, '*']))),
  )
  const asks = await findAsks(
    tx,
    workspaceId,
    unique(all.flatMap(({ answer }) => answer?.askId ?? [])),
    unique(all.flatMap(({ code }) => code ?? [])),
  )
  const spoken = all.some(({ word }) => word !== null)
  const settings = spoken ? await loadSettings(tx, workspaceId) : null
  const names = settings?.confirmStops
    ? await namesOf(tx, workspaceId, unique(inbound.map(({ number }) => number.id)))
    : new Map()
  const heard = new Map([...read].map(([news, message]) => [news, hear(news, message, { ways, asks, settings, names })]))

  const replies: Reply[] = []
  const answered: { id: string; answer: string; at: PlatformTime; contactId: string; name: string }[] = []
  const questions: { id: string; contactId: string; way: WayRow; at: PlatformTime }[] = []
  return {
    said: (news) => heard.get(news)?.said ?? [],
    settle(news, contactId, changed) {
      const found = heard.get(news)
      if (!found) return
      const owed = { contactId, phoneNumberId: news.number.id, at: news.at }
      if (found.ask) answered.push({ ...found.ask, at: news.at, contactId })
      if (found.question) {
        const id = uuid7()
        questions.push({ id, contactId, way: found.question, at: news.at })
        replies.push({ ...owed, message: askingMessage(id, found.question.wording) })
      }
      if (changed && found.confirmation) replies.push({ ...owed, message: { type: 'text', text: { body: found.confirmation } } })
    },
    async keep(db) {
      await keepAnswers(db, workspaceId, answered)
      await keepQuestions(db, workspaceId, questions)
      await keepReplies(db, workspaceId, replies)
    },
  }
}

type ReadMessage = {
  text: string | undefined
  button: { text?: string | undefined; payload?: string | undefined } | undefined
  key: string | null
  ad: string | null
  code: string | null
  answer: { askId: string; answer: 'yes' | 'no' } | null
  word: 'stop' | 'start' | null
}

function readMessage({ item }: InboundNews): ReadMessage {
  const text = item.text?.body
  const tapped = (item.interactive as { button_reply?: { id?: string; title?: string } } | undefined)?.button_reply
  const button = item.button ?? (tapped ? { text: tapped.title, payload: tapped.id } : undefined)
  const short = text !== undefined && text.length <= LONGEST_KEY ? text : undefined
  const referral = item.referral as { source_type?: string; source_id?: string } | undefined
  return {
    text,
    button,
    key: short === undefined ? null : comparableWord(short) || null,
    ad: referral?.source_type === 'ad' && referral.source_id ? referral.source_id : null,
    code: CODE.exec(short ?? '')?.[1]?.toUpperCase() ?? null,
    answer: readAnswer(button?.payload),
    word:
      [text, button?.text, button?.payload]
        .map((one) => (one === undefined ? null : consentWord(one)))
        .find((one) => one !== null) ?? null,
  }
}

function hear(
  news: InboundNews,
  { text, button, key, ad, code, answer, word }: ReadMessage,
  {
    ways,
    asks,
    settings,
    names,
  }: { ways: readonly WayRow[]; asks: readonly AskRow[]; settings: Settings | null; names: ReadonlyMap<string, string> },
) {
  const { at, wamid, number } = news
  if (settings && word !== null) {
    const { stopMeans } = settings
    const said = consentFromMessage({ at, text, button, wamid }, stopMeans)
    const spoken = text ?? button?.text ?? ''
    const confirmation = settings.confirmStops
      ? confirmationText(word, names.get(number.id) ?? '', stopMeans, languageOf(spoken))
      : undefined
    return { said, confirmation }
  }
  const ask = asks.find((one) => one.id === answer?.askId || (code !== null && one.code === code))
  if (ask && (ask.answer !== null || platformTime(ask.expires_at) > at)) {
    const yes = answer === null || answer.answer === 'yes'
    const evidence = { how: ask.how, wording: ask.wording, reference: wamid, ...(ask.source ? { source: ask.source } : {}) }
    const said = ask.purposes.map((purpose): ConsentEvent => ({ purpose, choice: yes ? 'in' : 'out', at, evidence }))
    return { said, ask: { id: ask.id, answer: yes ? 'yes' : 'no', name: ask.name } }
  }
  const way = ways.find(
    (one) =>
      (one.phone_number_id ?? number.id) === number.id &&
      (one.kind === 'keyword' ? one.key === key : ad !== null && (one.key === ad || one.key === '*')),
  )
  if (!way) return { said: [] }
  if (way.confirm === 'question') return { said: [], question: way }
  const evidence = { how: way.kind, wording: way.wording, reference: wamid, source: sourceOf(way) }
  return { said: way.purposes.map((purpose): ConsentEvent => ({ purpose, choice: 'in', at, evidence })) }
}

export const sourceOf = ({ name, version }: { name: string; version: number }) => `${name}, version ${version}`

/** The language whose word it is, where one has it and we can answer in it. */
function languageOf(spoken: string): string {
  const said = comparableWord(spoken)
  const has = (language: string) =>
    [...wordsIn(language).stop, ...wordsIn(language).start].some((one) => comparableWord(one) === said)
  return confirmationLanguages.find(has) ?? 'en'
}

async function namesOf(tx: Db, workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const found = await rows<{ id: string; name: string }>(
    tx,
    `select id, coalesce(nullif(name, ''), display_phone_number) as name from phone_numbers where workspace_id = $1 and id = any ($2::text[])`,
    [workspaceId, ids],
  )
  return new Map(found.map(({ id, name }) => [id, name]))
}

async function findWays(tx: Db, workspaceId: string, keys: readonly string[], ads: readonly string[]): Promise<WayRow[]> {
  if (keys.length + ads.length === 0) return []
  return rows<WayRow>(
    tx,
    `select w.id, w.kind, w.name, w.key, w.phone_number_id, w.purposes, w.confirm, w.version, t.wording
     from opt_in_ways w join opt_in_wordings t on t.workspace_id = $1 and t.way_id = w.id and t.version = w.version
     where w.workspace_id = $1 and w.active
       and ((w.kind = 'keyword' and w.key = any ($2::text[])) or (w.kind = 'ad' and w.key = any ($3::text[])))
     order by w.phone_number_id nulls last, w.key desc`,
    [workspaceId, keys, ads],
  )
}

async function findAsks(tx: Db, workspaceId: string, ids: readonly string[], codes: readonly string[]): Promise<AskRow[]> {
  if (ids.length + codes.length === 0) return []
  return rows<AskRow>(
    tx,
    `select id, code, name, purposes, wording, source, how, expires_at, answer from opt_in_asks
     where workspace_id = $1 and (id = any ($2::uuid[]) or code = any ($3::text[]))`,
    [workspaceId, ids, codes],
  )
}

async function keepAnswers(
  tx: Db,
  workspaceId: string,
  answered: readonly { id: string; answer: string; at: PlatformTime; contactId: string; name: string }[],
) {
  if (answered.length === 0) return
  await tx.query(
    `update opt_in_asks a set answer = said.answer, answered_at = said.at::timestamptz, contact_id = said.contact, name = ''
     from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[]) as said (id, answer, at, contact)
     where a.workspace_id = $1 and a.id = said.id`,
    [
      workspaceId,
      answered.map(({ id }) => id),
      answered.map(({ answer }) => answer),
      answered.map(({ at }) => isoTime(at)),
      answered.map(({ contactId }) => contactId),
    ],
  )
  const named = answered.filter(({ name, answer }) => name !== '' && answer === 'yes')
  if (named.length > 0)
    await tx.query(
      `update contacts c set name = said.name from unnest($2::uuid[], $3::text[]) as said (id, name)
       where c.workspace_id = $1 and c.id = said.id and c.name = ''`,
      [workspaceId, named.map(({ contactId }) => contactId), named.map(({ name }) => name)],
    )
}

async function keepQuestions(
  tx: Db,
  workspaceId: string,
  questions: readonly { id: string; contactId: string; way: WayRow; at: PlatformTime }[],
) {
  for (const { id, contactId, way, at } of questions)
    await tx.query(
      `insert into opt_in_asks (workspace_id, id, contact_id, purposes, wording, source, how, asked_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, 'double-opt-in', $7, $8)`,
      [workspaceId, id, contactId, way.purposes, way.wording, sourceOf(way), isoTime(at), isoTime(later(at, ANSWER_WITHIN))],
    )
}

async function keepReplies(tx: Db, workspaceId: string, replies: readonly Reply[]) {
  if (replies.length === 0) return
  await tx.query(
    `insert into consent_replies (workspace_id, id, contact_id, phone_number_id, message, made_at)
     select $1, id, contact, number, message, at::timestamptz
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::text[]) as owed (id, contact, number, message, at)`,
    [
      workspaceId,
      replies.map(() => uuid7()),
      replies.map(({ contactId }) => contactId),
      replies.map(({ phoneNumberId }) => phoneNumberId),
      replies.map(({ message }) => JSON.stringify(message)),
      replies.map(({ at }) => isoTime(at)),
    ],
  )
}

const unique = (values: readonly string[]): string[] => [...new Set(values)]
