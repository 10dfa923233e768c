/**
 * The fixed texts of authentication templates, as Meta prints them. Once a template is synced its own components carry the text;
 * these stand in for drafts. A language without an entry falls back to its base language and then to English.
 * Source: Meta, templates/authentication-templates; other languages as `message_template_previews` returns them.
 */
type Texts = {
  readonly body: string
  readonly security: string
  readonly expires: string
  readonly copy: string
  readonly autofill: string
}

const english: Texts = {
  body: '*{{1}}* is your verification code.',
  security: 'For your security, do not share this code.',
  expires: 'This code expires in {{minutes}} minutes.',
  copy: 'Copy code',
  autofill: 'Autofill',
}

const texts: Readonly<Record<string, Texts>> = {
  en: english,
  es: {
    body: '*{{1}}* es tu código de verificación.',
    security: 'Por tu seguridad, no lo compartas.',
    expires: 'Este código caduca en {{minutes}} minutos.',
    copy: 'Copiar código',
    autofill: 'Autocompletar',
  },
  pt: {
    body: '*{{1}}* é o seu código de verificação.',
    security: 'Para a sua segurança, não o compartilhe.',
    expires: 'Este código expira em {{minutes}} minutos.',
    copy: 'Copiar código',
    autofill: 'Preencher automaticamente',
  },
  fr: {
    body: 'Votre code de vérification est *{{1}}*.',
    security: 'Pour votre sécurité, ne le partagez pas.',
    expires: 'Ce code expire dans {{minutes}} minutes.',
    copy: 'Copier le code',
    autofill: 'Remplissage automatique',
  },
  de: {
    body: '*{{1}}* ist dein Verifizierungscode.',
    security: 'Teile diesen Code zu deiner Sicherheit nicht mit anderen.',
    expires: 'Dieser Code läuft in {{minutes}} Minuten ab.',
    copy: 'Code kopieren',
    autofill: 'Automatisch ausfüllen',
  },
  it: {
    body: '*{{1}}* è il tuo codice di verifica.',
    security: 'Per la tua sicurezza, non condividerlo.',
    expires: 'Questo codice scade tra {{minutes}} minuti.',
    copy: 'Copia codice',
    autofill: 'Compilazione automatica',
  },
}

/** Texts for a language code such as `pt_BR`. */
export const authenticationTexts = (language: string): Texts => known(language) ?? known(language.slice(0, 2)) ?? english
// A language may be any word at all, `__proto__` too.
const known = (language: string): Texts | undefined => (Object.hasOwn(texts, language) ? texts[language] : undefined)
