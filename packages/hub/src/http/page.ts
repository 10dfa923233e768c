/** A whole small page with one message, for the moments when there is no dashboard to show it. `sentence` is HTML of our own. */
export const page = ({ title, sentence }: { title: string; sentence: string }): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Casement</title>
<style>
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
body { display: grid; place-content: center; min-height: 100vh; margin: 0; padding: 1.5rem; box-sizing: border-box }
main { max-width: 34rem }
h1 { font-size: 1.4rem; margin: 0 0 .5rem }
</style>
</head>
<body><main><h1>${title}</h1><p>${sentence}</p></main></body>
</html>
`
