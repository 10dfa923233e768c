import type { HealthStatus } from '@casement/platform'
import { type GraphClient, readEdge, readGraph } from '../graph/graph-client.ts'

export type WabaNode = {
  id: string
  name?: string
  currency?: string
  country?: string
  timezone_id?: string | number
  status?: string
  account_review_status?: string
  business_verification_status?: string
  owner_business_info?: { id?: string; name?: string }
  health_status?: HealthStatus
}

export type NumberNode = {
  id: string
  display_phone_number: string
  verified_name?: string
  quality_rating?: string
  status?: string
  throughput?: { level?: string }
  name_status?: string
  is_on_biz_app?: boolean
  is_official_business_account?: boolean
  whatsapp_business_manager_messaging_limit?: string | null
  messaging_limit_tier?: string
}

const WABA_FIELDS =
  'id,name,currency,country,timezone_id,status,account_review_status,business_verification_status,owner_business_info,health_status'
const NUMBER_FIELDS =
  'id,display_phone_number,verified_name,quality_rating,status,throughput,name_status,is_on_biz_app,is_official_business_account,whatsapp_business_manager_messaging_limit'

/** What the platform says of an account and its numbers now. Throws GraphFailure in the platform's own words. */
export async function readAccount(
  graph: GraphClient,
  wabaId: string,
  token: string,
): Promise<{ waba: WabaNode; numbers: NumberNode[] }> {
  const waba = await readGraph<WabaNode>(graph, `${wabaId}?fields=${WABA_FIELDS}`, token)
  const numbers = await readEdge<NumberNode>(graph, `${wabaId}/phone_numbers?limit=100&fields=${NUMBER_FIELDS}`, token)
  return { waba, numbers }
}
