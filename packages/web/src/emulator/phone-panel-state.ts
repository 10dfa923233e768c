import { store, useStored } from '../controls/stored.ts'

/** Which pane stands to the right of the thread; remembered, because it is a way of working. */
export type SidePane = 'contact' | 'phone' | 'none'

export const useSidePane = (): SidePane => {
  const value = useStored('side')
  return value === 'phone' || value === 'none' ? value : 'contact'
}

export const setSidePane = (pane: SidePane): void => store('side', pane)
export const openPhonePanel = (): void => setSidePane('phone')
