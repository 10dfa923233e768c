import { businessLimits } from '@casement/platform/reference'
import { fileOfHandle, keptFile } from '../media/kept-files.ts'
import type { PhoneNumber } from '../world/records.ts'
import { invalidParameter, missingParameter, unknownField } from './failure.ts'
import { checkLength, notOneOf, tooMany } from './refuse-parameter.ts'
import { type GraphHandler, type GraphRequest, listParam, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

const limits = businessLimits.profile
const longest = {
  about: limits.about.value,
  address: limits.address.value,
  description: limits.description.value,
  email: limits.email.value,
}
const VERTICALS =
  'OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT PROF_SERVICES RETAIL TRAVEL RESTAURANT ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS MATRIMONY_SERVICE NOT_A_BIZ UNDEFINED'.split(
    ' ',
  )
const FIELDS = [...Object.keys(longest), 'profile_picture_url', 'websites', 'vertical', 'messaging_product', 'id']

/** The profile as a node shows it: what is set, and the picture as a link on the emulator's own origin. */
function shown({ world, origin }: GraphRequest, number: PhoneNumber): Record<string, unknown> {
  const { picture, ...profile } = number.profile
  if (typeof picture !== 'string' || !keptFile(world, picture)) return profile
  return { ...profile, profile_picture_url: `${origin}/files/${picture}` }
}

const readProfile: GraphHandler = (request) => {
  const profile = shown(request, numberNode(request))
  const answer: Record<string, unknown> = {}
  for (const name of (listParam(request.params, 'fields') ?? []).map(String)) {
    if (!FIELDS.includes(name)) throw unknownField(name, 'WhatsAppBusinessProfile')
    if (profile[name] !== undefined) answer[name] = profile[name]
  }
  return { data: [{ ...answer, messaging_product: 'whatsapp' }] }
}

const writeProfile: GraphHandler = (request) => {
  const { params, world } = request
  const number = numberNode(request)
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  const profile: Record<string, unknown> = { ...number.profile }
  for (const [name, most] of Object.entries(longest)) {
    if (params[name] === undefined) continue
    const text = checkLength(name, String(params[name]), most)
    if (text === '') delete profile[name]
    else profile[name] = text
  }
  const vertical = textParam(params, 'vertical')?.toUpperCase()
  if (vertical !== undefined) {
    if (!VERTICALS.includes(vertical)) throw notOneOf('vertical', VERTICALS, textParam(params, 'vertical'))
    profile.vertical = vertical
  }
  const websites = listParam(params, 'websites')?.map(String)
  if (websites) {
    if (websites.length > limits.websites.value) throw tooMany('websites', limits.websites.value)
    for (const website of websites) {
      checkLength('websites', website, limits.website.value)
      if (!/^https?:\/\/\S+$/i.test(website)) throw invalidParameter('Each website must begin with http:// or https://.')
    }
    profile.websites = websites
  }
  const handle = textParam(params, 'profile_picture_handle')
  if (handle !== undefined) profile.picture = pictureOf(request, handle)
  number.profile = profile
  world.numbers.put(number)
  return { success: true }
}

function pictureOf({ world }: GraphRequest, handle: string): string {
  const name = fileOfHandle(world, handle)
  const file = name === null ? null : keptFile(world, name)
  if (name === null || !file?.mimeType.startsWith('image/'))
    throw invalidParameter('profile_picture_handle must be the handle of a picture, as a finished resumable upload gave it.')
  return name
}

/** `whatsapp_business_profile`: what customers see when they tap the business's name. */
export const businessProfileEdges: Record<string, GraphHandler> = {
  'GET whatsapp_business_profile': readProfile,
  'POST whatsapp_business_profile': writeProfile,
}
