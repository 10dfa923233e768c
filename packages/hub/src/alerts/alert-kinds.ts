import type { AlertKind } from './alert-kind.ts'
import { closingEntryPoints } from './kinds/closing-entry-points.ts'
import { closingWindows } from './kinds/closing-windows.ts'
import { unusualFailures } from './kinds/failures.ts'
import { allowanceNearlyUsed, reachNearlyUsed } from './kinds/limits.ts'
import { numberQuality, numberStatus } from './kinds/numbers.ts'
import { openedWindows } from './kinds/opened-windows.ts'
import { unusualOptOuts } from './kinds/opt-outs.ts'
import { qualityFalling } from './kinds/quality-forecast.ts'
import { spendNearlyUsed } from './kinds/spend.ts'
import { accountRestricted, campaignPaused, numberStopped, webhooksSilent } from './kinds/standstills.ts'
import { templateRecategorised, templateStatus } from './kinds/templates.ts'
import { endpointsOff, unclearSends } from './kinds/waiting.ts'

/** Everything a workspace can be warned of. One more: a file in `kinds/`, a row here, a case in the table of tests. */
export const alertKinds: readonly AlertKind[] = [
  openedWindows,
  closingWindows,
  closingEntryPoints,
  webhooksSilent,
  numberStopped,
  accountRestricted,
  numberQuality,
  numberStatus,
  templateStatus,
  templateRecategorised,
  qualityFalling,
  unusualOptOuts,
  reachNearlyUsed,
  allowanceNearlyUsed,
  spendNearlyUsed,
  campaignPaused,
  unusualFailures,
  unclearSends,
  endpointsOff,
]

export const findAlertKind = (kind: string): AlertKind | undefined => alertKinds.find((one) => one.kind === kind)
