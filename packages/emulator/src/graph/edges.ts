import { businessEdges, wabaEdges } from './accounts.ts'
import { numberEdges } from './numbers.ts'
import type { EdgeTable, RootTable } from './routes.ts'
import { appEdges } from './subscriptions.ts'
import { listTemplates, readTemplate } from './templates.ts'
import { tokenRoots } from './tokens.ts'

/** Everything Graph answers here, by kind of node. */
export const graphEdges: EdgeTable = {
  app: appEdges,
  business: businessEdges,
  waba: { ...wabaEdges, 'GET message_templates': listTemplates, 'GET message_templates/*': readTemplate },
  number: numberEdges,
  template: { GET: readTemplate },
  me: { GET: () => ({ id: '122100000000000001', name: 'Casement System User' }) },
}

export const graphRoots: RootTable = { ...tokenRoots }
