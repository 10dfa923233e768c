import { unixSeconds } from '@casement/platform'
import { checkCallingReach } from '../calls/place-call.ts'
import { publishForAccount } from '../messages/webhook-values.ts'
import type { PhoneNumber } from '../world/records.ts'
import { GraphFailure, invalidParameter, missingParameter } from './failure.ts'
import { notOneOf } from './refuse-parameter.ts'
import { flagParam, type GraphHandler, type GraphRequest, isRecord, recordParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

type Feature = Record<string, unknown>

/** Words that a field of a feature may hold. */
const words: Record<string, Record<string, readonly string[]>> = {
  calling: {
    status: ['ENABLED', 'DISABLED'],
    call_icon_visibility: ['DEFAULT', 'DISABLE_ALL'],
    callback_permission_status: ['ENABLED', 'DISABLED'],
  },
  storage_configuration: {
    status: ['DEFAULT', 'IN_COUNTRY_STORAGE_ENABLED', 'IN_COUNTRY_STORAGE_DISABLED', 'NO_STORAGE_ENABLED'],
  },
  user_identity_change: {},
  payload_encryption: { status: ['ENABLED', 'DISABLED'] },
}
const DAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']

function readFeature(name: string, given: Feature): Feature {
  const read: Feature = { ...given }
  for (const [field, allowed] of Object.entries(words[name] ?? {})) {
    if (given[field] === undefined) continue
    const word = String(given[field]).toUpperCase()
    if (!allowed.includes(word)) throw notOneOf(`${name}[${field}]`, allowed, given[field])
    read[field] = word
  }
  if (name === 'calling') checkHours(given.call_hours)
  if (name === 'user_identity_change') {
    const flag = flagParam(given, 'enable_identity_key_check')
    if (flag === undefined) throw missingParameter('user_identity_change[enable_identity_key_check]')
    read.enable_identity_key_check = flag
  }
  return read
}

function checkHours(hours: unknown): void {
  if (hours === undefined) return
  if (!isRecord(hours)) throw invalidParameter('calling.call_hours must be an object.')
  const week = Array.isArray(hours.weekly_operating_hours) ? hours.weekly_operating_hours : []
  for (const day of week) {
    if (!isRecord(day) || !DAYS.includes(String(day.day_of_week).toUpperCase()))
      throw notOneOf('day_of_week', DAYS, isRecord(day) ? day.day_of_week : day)
    const [open, close] = [String(day.open_time), String(day.close_time)]
    if (![open, close].every((time) => /^([01]\d|2[0-3])[0-5]\d$/.test(time)) || open >= close)
      throw invalidParameter('Opening and closing times are written as 0900 and 1700, and the first is before the second.')
  }
}

const FEATURES = Object.keys(words)

const writeSettings: GraphHandler = (request) => {
  const { world, params } = request
  const number = numberNode(request)
  const [feature, another] = FEATURES.filter((name) => params[name] !== undefined)
  if (feature === undefined) throw missingParameter(FEATURES.join(' or '))
  if (another !== undefined)
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Only one feature can be set in one call.' })
  const given = recordParam(params, feature)
  if (!given) throw invalidParameter(`${feature} must be an object.`)
  const read = readFeature(feature, given)
  if (feature === 'calling' && read.status === 'ENABLED') checkCallingReach(world, number)
  const known = number.settings[feature]
  number.settings[feature] = { ...(isRecord(known) ? known : {}), ...read }
  world.numbers.put(number)
  if (feature === 'calling') {
    publishForAccount(world, number.wabaId, 'account_settings_update', {
      messaging_product: 'whatsapp',
      timestamp: unixSeconds(world.now()),
      type: 'PHONE_NUMBER_SETTINGS',
      phone_number_settings: { phone_number_id: number.id, calling: number.settings.calling },
    })
  }
  return { success: true }
}

const readSettings: GraphHandler = (request) => {
  const { settings } = numberNode(request)
  const calling = isRecord(settings.calling) ? settings.calling : undefined
  const sip = isRecord(calling?.sip) ? calling.sip : undefined
  if (!calling || !sip || flagParam(request.params, 'include_sip_credentials')) return settings
  const servers = Array.isArray(sip.servers) ? sip.servers.filter(isRecord) : []
  const shown = servers.map(({ sip_user_password: _secret, ...server }) => server)
  return { ...settings, calling: { ...calling, sip: { ...sip, servers: shown } } }
}

/** `settings`: one feature is written by a call, those that were ever written are read. */
export const numberSettingEdges: Record<string, GraphHandler> = { 'GET settings': readSettings, 'POST settings': writeSettings }
