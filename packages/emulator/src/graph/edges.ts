import { businessEdges, wabaEdges } from './accounts.ts'
import { addPhoneNumber } from './add-number.ts'
import { templateAnalytics } from './analytics.ts'
import { blockListEdges } from './block-list.ts'
import { businessProfileEdges } from './business-profile.ts'
import { callEdges } from './calls.ts'
import { flowEdges, flowRoots, flowWabaEdges } from './flows.ts'
import { groupEdges, numberGroupEdges } from './groups.ts'
import { mediaEdges, mediaRoots, uploadMedia } from './media.ts'
import { messageHistory } from './message-history.ts'
import { numberSettingEdges } from './number-settings.ts'
import { numberEdges } from './numbers.ts'
import { qrCodeEdges, qrRoots } from './qr-codes.ts'
import type { EdgeTable, RootTable } from './routes.ts'
import { signupEdges, signupNodeEdges } from './signups.ts'
import { storefrontEdges } from './storefront.ts'
import { appEdges } from './subscriptions.ts'
import { createTemplate, upsertTemplates } from './template-creation.ts'
import { archiveTemplates, deleteTemplate, deleteTemplates, editTemplate, unpauseTemplate } from './template-edits.ts'
import { compareTemplates, migrateTemplates, previewTemplates, templateLibrary } from './template-extras.ts'
import { listTemplates, readTemplate } from './templates.ts'
import { tokenRoots } from './tokens.ts'
import { beginUpload, uploadEdges } from './uploads.ts'
import { usernameEdges } from './username.ts'

/** Everything Graph answers here, by kind of node. */
export const graphEdges: EdgeTable = {
  app: { ...appEdges, 'POST uploads': beginUpload },
  business: businessEdges,
  waba: {
    ...wabaEdges,
    'POST phone_numbers': addPhoneNumber,
    'GET message_templates': listTemplates,
    'GET message_templates/*': readTemplate,
    'POST message_templates': createTemplate,
    'DELETE message_templates': deleteTemplates,
    'POST message_templates/archive': archiveTemplates('ARCHIVED'),
    'POST message_templates/unarchive': archiveTemplates('APPROVED'),
    'POST upsert_message_templates': upsertTemplates,
    'GET message_template_previews': previewTemplates,
    'GET message_template_library': templateLibrary,
    'POST migrate_message_templates': migrateTemplates,
    'GET template_analytics': templateAnalytics,
    ...flowWabaEdges,
    ...signupEdges,
  },
  number: {
    ...numberEdges,
    ...numberSettingEdges,
    ...businessProfileEdges,
    ...storefrontEdges,
    ...usernameEdges,
    ...blockListEdges,
    ...qrCodeEdges,
    ...callEdges,
    ...numberGroupEdges,
    'POST media': uploadMedia,
    'GET message_history': messageHistory,
  },
  media: mediaEdges,
  upload: uploadEdges,
  flow: flowEdges,
  group: groupEdges,
  signup: signupNodeEdges,
  template: {
    GET: readTemplate,
    POST: editTemplate,
    DELETE: deleteTemplate,
    'POST unpause': unpauseTemplate,
    'GET compare': compareTemplates,
  },
  me: { GET: () => ({ id: '122100000000000001', name: 'Casement System User' }) },
}

export const graphRoots: RootTable = {
  ...tokenRoots,
  ...mediaRoots,
  ...flowRoots,
  ...qrRoots,
  'GET message_template_library': templateLibrary,
}
