// Runs before the first paint, so that a dark screen never flashes white. A file, not inline: the page forbids inline scripts.
;(() => {
  let stored = null
  try {
    stored = localStorage.getItem('casement.theme')
  } catch {}
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = stored === 'dark' || stored === 'light' ? stored : system
})()
