import type { PlatformTime } from '@casement/platform'
import { DAY, later } from '@casement/platform'
import { userToken } from '../graph/authenticate.ts'
import { decimalText, hexText, textNumber } from './chance.ts'
import { defaultTemplates, type TemplateSeed } from './default-templates.ts'
import type { PhoneNumber, Portfolio, Template, Waba } from './records.ts'
import type { World } from './world.ts'

/** What whoever starts the emulator may choose about its accounts. */
export type WabaConfig = {
  appSecret?: string | undefined
  verifyToken?: string | undefined
  accessToken?: string | undefined
}

/** Ids of the default world do not depend on the seed: a client configured once goes on working after a reset. */
const fixed = (what: string): string => decimalText(20, textNumber(what))

export const defaultIds = {
  app: fixed('app'),
  portfolio: fixed('portfolio'),
  waba: fixed('waba'),
  number: fixed('number'),
}
export const TEST_RECIPIENT = '447700900456'

/** One verified portfolio, one account, one connected number of 80 messages a second, approved templates, and one known customer. */
export function fillDefaultWorld(world: World, config: WabaConfig): void {
  const now = world.now()
  world.apps.put({
    id: defaultIds.app,
    name: 'Casement Emulator',
    secret: config.appSecret ?? hexText(20, 1, 32).toLowerCase(),
    version: 'v25.0',
    callback: null,
    batch: 1,
  })
  world.tokens.put(userToken(config.accessToken ?? 'EAAemulatorToken'))
  addPortfolio(world, { id: defaultIds.portfolio, name: 'Nordlys Home Ltd', country: 'GB' })
  addWaba(world, { id: defaultIds.waba, portfolioId: defaultIds.portfolio, name: 'Nordlys Home' })
  addNumber(world, { id: defaultIds.number, wabaId: defaultIds.waba, display: '+44 7700 900123', verifiedName: 'Nordlys Home' })
  for (const seed of defaultTemplates) addTemplate(world, defaultIds.waba, seed, later(now, -30 * DAY))
  world.customers.put({
    waId: TEST_RECIPIENT,
    name: 'Maja Lindqvist',
    username: null,
    country: 'GB',
    reachable: true,
    onWhatsApp: true,
    readAfterMs: null,
    deliverAfterMs: null,
    stoppedMarketing: [],
    blocked: [],
    marketingAt: [],
    movedTo: null,
  })
  world.rebuild()
}

export function addPortfolio(world: World, given: Partial<Portfolio> & { name: string }): Portfolio {
  return world.portfolios.put({
    id: given.id ?? world.nextId(),
    verified: true,
    tier: 'TIER_2K',
    country: 'GB',
    usage: [],
    upgradeAt: null,
    ...given,
  } as Portfolio)
}

export function addWaba(world: World, given: Partial<Waba> & { name: string; portfolioId: string }): Waba {
  const id = given.id ?? world.nextId()
  return world.wabas.put({
    currency: 'USD',
    timeZone: 'UTC',
    country: 'GB',
    namespace: `${hexText(20, textNumber(id), 8).toLowerCase()}_${hexText(21, textNumber(id), 4).toLowerCase()}_4c1f_9a6e_2b7d50c81e3f`,
    createdAt: later(world.now(), -90 * DAY),
    subscribed: true,
    override: null,
    restrictions: [],
    reviewStatus: 'APPROVED',
    locked: false,
    unpaid: false,
    insights: false,
    ...given,
    id,
  })
}

export function addNumber(
  world: World,
  given: Partial<PhoneNumber> & { wabaId: string; display: string; verifiedName: string },
): PhoneNumber {
  const digits = given.display.replace(/\D/g, '')
  const number = world.numbers.put({
    digits,
    status: 'CONNECTED',
    quality: 'GREEN',
    throughput: 80,
    pin: null,
    override: null,
    onboardedAt: later(world.now(), -90 * DAY),
    profile: { about: 'Furniture for long evenings', vertical: 'RETAIL', websites: ['https://nordlys-home.example/'] },
    settings: {},
    automation: {},
    commerce: { is_cart_enabled: true, is_catalog_visible: false },
    encryptionKey: null,
    username: null,
    redSince: null,
    registrations: [],
    upgradingUntil: null,
    ...given,
    id: given.id ?? world.nextId(),
  })
  world.indexes.number(number.digits, number.id)
  return number
}

export function addTemplate(world: World, wabaId: string, seed: TemplateSeed, at: PlatformTime): Template {
  const status = seed.status ?? 'APPROVED'
  const template = world.templates.put({
    id: decimalText(21, textNumber(`${wabaId}|${seed.name}|${seed.language}`)),
    wabaId,
    name: seed.name,
    language: seed.language,
    category: seed.category,
    previousCategory: null,
    status,
    parameterFormat: seed.parameterFormat ?? 'POSITIONAL',
    components: structuredClone(seed.components),
    quality: status === 'PAUSED' ? 'RED' : 'GREEN',
    qualityAt: at,
    rejectedReason: 'NONE',
    rejectionInfo: null,
    createdAt: at,
    updatedAt: at,
    approvedAt: at,
    // Paused by pacing, which only a person ends: it stays paused however far the clock is moved.
    pausedUntil: null,
    judgedSince: at,
    pausedByPacing: status === 'PAUSED',
    pauses: status === 'PAUSED' ? 1 : 0,
    edits: [],
    ttlSeconds: null,
    sendsSinceApproval: 0,
    pacingReleased: true,
    libraryName: null,
  })
  world.indexes.template(template)
  return template
}
