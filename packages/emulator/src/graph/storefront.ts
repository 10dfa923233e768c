import { createPublicKey } from 'node:crypto'
import { businessLimits } from '@casement/platform/reference'
import type { PhoneNumber } from '../world/records.ts'
import { invalidParameter, missingParameter } from './failure.ts'
import { checkLength, tooMany } from './refuse-parameter.ts'
import { flagParam, type GraphHandler, type GraphRequest, isRecord, listParam, textParam } from './request.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber
const limits = businessLimits.conversational

const writeAutomation: GraphHandler = (request) => {
  const number = numberNode(request)
  const prompts = listParam(request.params, 'prompts')?.map(String)
  const commands = listParam(request.params, 'commands')
  if (prompts) {
    if (prompts.length > limits.iceBreakers.value) throw tooMany('prompts', limits.iceBreakers.value)
    for (const prompt of prompts) checkLength('prompts', prompt, limits.iceBreaker.value)
  }
  if (commands) {
    if (commands.length > limits.commands.value) throw tooMany('commands', limits.commands.value)
    for (const command of commands) {
      if (!isRecord(command) || !command.command_name) throw missingParameter('command_name')
      checkLength('command_name', String(command.command_name), limits.commandName.value)
      checkLength('command_description', String(command.command_description ?? ''), limits.commandDescription.value)
    }
  }
  number.automation = { ...number.automation, ...(prompts ? { prompts } : {}), ...(commands ? { commands } : {}) }
  request.world.numbers.put(number)
  return { success: true }
}

const writeCommerce: GraphHandler = (request) => {
  const number = numberNode(request)
  const cart = flagParam(request.params, 'is_cart_enabled')
  const catalog = flagParam(request.params, 'is_catalog_visible')
  if (cart === undefined && catalog === undefined) throw missingParameter('is_cart_enabled or is_catalog_visible')
  number.commerce = {
    is_cart_enabled: cart ?? number.commerce.is_cart_enabled,
    is_catalog_visible: catalog ?? number.commerce.is_catalog_visible,
  }
  request.world.numbers.put(number)
  return { success: true }
}

const writeKey: GraphHandler = (request) => {
  const number = numberNode(request)
  const key = textParam(request.params, 'business_public_key')
  if (key === undefined) throw missingParameter('business_public_key')
  if (!isPublicKey(key)) throw invalidParameter('business_public_key must be a 2048-bit RSA public key in PEM.')
  number.encryptionKey = key
  request.world.numbers.put(number)
  return { success: true }
}

function isPublicKey(pem: string): boolean {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey(pem)
    return asymmetricKeyType === 'rsa' && asymmetricKeyDetails?.modulusLength === 2048
  } catch {
    return false
  }
}

/** What a chat offers before anybody has written: ice breakers and commands, the catalogue, and the key that flows answer with. */
export const storefrontEdges: Record<string, GraphHandler> = {
  'POST conversational_automation': writeAutomation,
  'GET whatsapp_commerce_settings': (request) => ({ data: [{ ...numberNode(request).commerce, id: numberNode(request).id }] }),
  'POST whatsapp_commerce_settings': writeCommerce,
  'GET whatsapp_business_encryption': (request) => {
    const key = numberNode(request).encryptionKey
    return { data: key === null ? [] : [{ business_public_key: key, business_public_key_signature_status: 'VALID' }] }
  },
  'POST whatsapp_business_encryption': writeKey,
}
