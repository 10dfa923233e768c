// @ts-check
/** The stored choice, else the system's; `?theme=dark` shows one without storing it. Runs before the first paint. */
{
  const asked = new URLSearchParams(location.search).get('theme')
  const stored = (() => {
    try {
      return localStorage.getItem('theme')
    } catch {
      return null
    }
  })()
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = asked ?? stored ?? system
}
