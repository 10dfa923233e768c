import { store, useStored } from '../controls/stored.ts'

export type Theme = 'light' | 'dark'

/** Set before the first paint by `public/theme.js`, afterwards only here. */
const shownTheme = (): Theme => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light')

export function switchTheme(): void {
  const next: Theme = shownTheme() === 'dark' ? 'light' : 'dark'
  document.documentElement.dataset.theme = next
  store('theme', next)
}

export function useTheme(): Theme {
  useStored('theme')
  return shownTheme()
}
