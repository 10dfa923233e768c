export type FormShown = {
  business: string
  wording: string
  purposes: readonly string[]
  version: number
  asksPhone: boolean
  said?: string
}

const plain = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)

const shell = (title: string, body: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${plain(title)}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
body { margin: 0; padding: 2rem 1.25rem }
main { max-width: 30rem; margin: 0 auto }
h1 { font-size: 1.4rem; margin: 0 0 1rem }
label { display: block; margin: 1rem 0 0 }
input:not([type=checkbox]) { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem .6rem; margin-top: .25rem; border: 1px solid #8a9199; border-radius: 6px }
.yes { display: flex; gap: .6rem; align-items: start }
.yes input { width: 1.2rem; height: 1.2rem; margin-top: .2rem; flex: none }
button, .go { display: inline-block; font: inherit; font-weight: 600; margin-top: 1.5rem; padding: .6rem 1.1rem; border: 0; border-radius: 6px; background: #191e27; color: #fff; text-decoration: none }
@media (prefers-color-scheme: dark) { button, .go { background: #eef1f3; color: #191e27 } }
small { display: block; margin-top: 1.5rem; opacity: .8 }
.trap { position: absolute; inset-inline-start: -999rem }
[role=alert] { margin-top: 1rem; font-weight: 600 }
</style>
</head>
<body><main>${body}</main></body>
</html>
`

/** The form itself: what one agrees to stands at the box that says so, which nobody ticks but the person. */
export const formPage = ({ business, wording, purposes, version, asksPhone, said }: FormShown): string =>
  shell(
    business,
    `<h1>Messages from ${plain(business)} on WhatsApp</h1>
${said ? `<p role="alert">${plain(said)}</p>` : ''}
<form method="post">
<label class="yes"><input type="checkbox" name="agreed" value="yes" required><span>${plain(wording)}</span></label>
<label>Your name (if you like)<input name="name" maxlength="200" autocomplete="name"></label>
${asksPhone ? '<label>Your WhatsApp number, with its country code<input name="phone" type="tel" required maxlength="40" autocomplete="tel"></label>' : ''}
<label class="trap" aria-hidden="true">Leave this empty<input name="website" tabindex="-1" autocomplete="off"></label>
<button>${asksPhone ? 'Agree' : 'Continue on WhatsApp'}</button>
</form>
<small>For: ${plain(purposes.join(', '))}. You can end it at any time by writing STOP to us on WhatsApp. Version ${version}.</small>`,
  )

export const thanksPage = (business: string): string =>
  shell(
    business,
    `<h1>Thank you</h1><p>${plain(business)} has written down what you said. Write STOP on WhatsApp to end it at any time.</p>`,
  )

/** One tap more: the message that opens proves that the number is theirs. */
export const confirmPage = (business: string, link: string): string =>
  shell(
    business,
    `<h1>One more step</h1><p>Send the message that WhatsApp has ready for you. It shows ${plain(business)} that the number is yours; without it nothing is written down.</p>
<a class="go" href="${plain(link)}" rel="noreferrer">Open WhatsApp</a>`,
  )

export const goneForm = (): string => shell('Form', '<h1>This form is closed</h1><p>Ask the business for another one.</p>')
