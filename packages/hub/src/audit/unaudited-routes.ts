/**
 * Routes that are not GET and leave no entry in the audit log, and why. Everything else that may change something does, without
 * being asked.
 */
export const unauditedRoutes: ReadonlyMap<string, string> = new Map([
  ['POST /v1/messages', 'the message itself says who sent it, and there may be thousands a second'],
  ['POST /v1/messages/check', 'changes nothing'],
  ['POST /v1/campaigns/:id/plan', 'changes nothing'],
  ['POST /v1/contacts/import/preview', 'changes nothing'],
  ['POST /v1/templates/lint', 'changes nothing'],
  ['POST /v1/templates/preview', 'changes nothing'],
  ['POST /v1/templates/insights', 'changes nothing'],
  ['POST /v1/threads/:id/presence', 'says for some seconds who looks at a thread'],
  ['POST /v1/threads/:id/read', 'comes with every look at a thread'],
])
