import type { PhoneNumber } from '../world/records.ts'
import { GraphFailure, missingParameter } from './failure.ts'
import { flagParam, type GraphHandler, type GraphRequest, isRecord, listParam, recordParam, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber
const tooLong = (name: string, most: number): GraphFailure =>
  new GraphFailure({ code: 100, http: 400, message: `(#100) Param ${name} must be at most ${most} characters long.` })

/** Longest texts of a business profile. */
const profileLimits: Record<string, number> = { about: 139, address: 256, description: 512, email: 128 }
const VERTICALS =
  'OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT PROF_SERVICES RETAIL TRAVEL RESTAURANT ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS MATRIMONY_SERVICE UNDEFINED'.split(
    ' ',
  )

const readProfile: GraphHandler = (request) => {
  const number = numberNode(request)
  const wanted = (listParam(request.params, 'fields') ?? []).map(String)
  const shown: Record<string, unknown> = {}
  for (const name of wanted) if (number.profile[name] !== undefined) shown[name] = number.profile[name]
  return { data: [{ ...shown, messaging_product: 'whatsapp' }] }
}

const writeProfile: GraphHandler = (request) => {
  const { params, world } = request
  const number = numberNode(request)
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  for (const [name, most] of Object.entries(profileLimits)) {
    const value = params[name]
    if (value === undefined) continue
    if ([...String(value)].length > most) throw tooLong(name, most)
    number.profile[name] = String(value)
  }
  const vertical = textParam(params, 'vertical')
  if (vertical !== undefined && !VERTICALS.includes(vertical.toUpperCase())) {
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: `(#100) Param vertical must be one of {${VERTICALS.join(', ')}} - got "${vertical}".`,
    })
  }
  if (vertical !== undefined) number.profile.vertical = vertical.toUpperCase()
  const websites = listParam(params, 'websites')
  if (websites && websites.length > 2)
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Param websites must have at most 2 elements.' })
  if (websites) number.profile.websites = websites.map(String)
  if (textParam(params, 'profile_picture_handle') !== undefined)
    number.profile.profile_picture_url = 'https://pps.whatsapp.net/v/nordlys-home.jpg'
  world.numbers.put(number)
  return { success: true }
}

const FEATURES = ['calling', 'user_identity_change', 'payload_encryption', 'storage_configuration']

const writeSettings: GraphHandler = (request) => {
  const number = numberNode(request)
  const named = FEATURES.filter((name) => request.params[name] !== undefined)
  const [feature, another] = named
  if (feature === undefined) throw missingParameter(FEATURES.join(' or '))
  if (another !== undefined)
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Only one feature can be set in one call.' })
  const known = number.settings[feature]
  number.settings[feature] = { ...(isRecord(known) ? known : {}), ...recordParam(request.params, feature) }
  request.world.numbers.put(number)
  return { success: true }
}

const writeAutomation: GraphHandler = (request) => {
  const number = numberNode(request)
  const prompts = listParam(request.params, 'prompts')?.map(String)
  const commands = listParam(request.params, 'commands')?.filter(isRecord)
  if (prompts && (prompts.length > 4 || prompts.some((prompt) => [...prompt].length > 80))) {
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: '(#100) Param prompts takes at most 4 texts of at most 80 characters.',
    })
  }
  if (commands && commands.length > 30)
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Param commands takes at most 30 commands.' })
  if (prompts) number.automation.prompts = prompts
  if (commands) number.automation.commands = commands
  request.world.numbers.put(number)
  return { success: true }
}

/** Profile, settings, ice breakers, commerce, encryption key and username of a number. */
export const numberSettingEdges: Record<string, GraphHandler> = {
  'GET whatsapp_business_profile': readProfile,
  'POST whatsapp_business_profile': writeProfile,
  'GET settings': (request) => numberNode(request).settings,
  'POST settings': writeSettings,
  'POST conversational_automation': writeAutomation,
  'GET whatsapp_commerce_settings': (request) => ({ data: [{ ...numberNode(request).commerce, id: numberNode(request).id }] }),
  'POST whatsapp_commerce_settings': (request) => {
    const number = numberNode(request)
    for (const name of ['is_cart_enabled', 'is_catalog_visible'] as const) {
      number.commerce[name] = flagParam(request.params, name) ?? number.commerce[name]
    }
    request.world.numbers.put(number)
    return { success: true }
  },
  'GET whatsapp_business_encryption': (request) => {
    const key = numberNode(request).encryptionKey
    return { data: key === null ? [] : [{ business_public_key: key, business_public_key_signature_status: 'VALID' }] }
  },
  'POST whatsapp_business_encryption': (request) => {
    const number = numberNode(request)
    const key = textParam(request.params, 'business_public_key')
    if (key === undefined) throw missingParameter('business_public_key')
    number.encryptionKey = key
    request.world.numbers.put(number)
    return { success: true }
  },
  'GET username': (request) => {
    const { username } = numberNode(request)
    return username === null ? {} : { username, status: 'approved' }
  },
  'POST username': (request) => {
    const number = numberNode(request)
    const username = textParam(request.params, 'username')
    if (username === undefined) throw missingParameter('username')
    if (!/^(?!www)(?=.*[A-Za-z])[A-Za-z0-9_](?:[A-Za-z0-9_]|\.(?!\.|$)){2,34}$/.test(username)) {
      throw new GraphFailure({
        code: 147001,
        details: 'The username is not allowed: 3 to 35 letters, digits, dots and underscores.',
      })
    }
    if ([...request.world.numbers.values()].some((other) => other.id !== number.id && other.username === username)) {
      throw new GraphFailure({ code: 147001, details: 'The username is taken.' })
    }
    number.username = username
    request.world.numbers.put(number)
    return { status: 'approved' }
  },
  'DELETE username': (request) => {
    const number = numberNode(request)
    number.username = null
    request.world.numbers.put(number)
    return { success: true }
  },
  'GET username_suggestions': (request) => ({
    data: [{ username_suggestions: [numberNode(request).verifiedName.toLowerCase().replace(/\W+/g, '.')] }],
  }),
  'POST official_business_account': () => ({ success: true, message: 'Request received', updated_status: 'PENDING' }),
  'POST smb_app_data': () => ({ messaging_product: 'whatsapp', request_id: 'emulator' }),
  'DELETE contact_book': () => ({ success: true, deleted: true }),
}
