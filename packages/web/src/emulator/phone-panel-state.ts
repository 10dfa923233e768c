import { focusWhenThere } from '../controls/focus-when-there.ts'
import { store, useStored } from '../controls/stored.ts'

/** Which pane stands to the right of the thread; remembered, because it is a way of working. */
export type SidePane = 'contact' | 'phone' | 'none'

export const useSidePane = (): SidePane => {
  const value = useStored('side')
  return value === 'phone' || value === 'none' ? value : 'contact'
}

export const setSidePane = (pane: SidePane): void => store('side', pane)

/** Opens the phone beside the inbox and puts the cursor where the customer writes, however long it takes to load. */
export function openPhonePanel(): void {
  setSidePane('phone')
  focusWhenThere('[data-testid="phone-input"]')
}
