/** What members of a crowd write, by the language of most people in their country. */
type Sayings = { replies: readonly string[]; questions: readonly string[]; stop: string }

const english: Sayings = {
  replies: [
    'Thanks!',
    'Perfect, thank you',
    'Yes please',
    'Could you send me the details?',
    'Not this time, thanks',
    'When would it arrive?',
    'Is it still in stock?',
    'Tomorrow after five would suit me',
  ],
  questions: ['Hi, I saw your ad. Is it still available?', 'Hello! How much is delivery?', 'Hi, can I get more information?'],
  stop: 'STOP',
}
const german: Sayings = {
  replies: ['Danke!', 'Ja, gern', 'Wann kommt es an?', 'Nein danke', 'Gibt es das auch in Grün?', 'Passt, bis dann'],
  questions: ['Hallo, ich habe Ihre Anzeige gesehen. Ist das noch zu haben?', 'Guten Tag, was kostet die Lieferung?'],
  stop: 'STOPP',
}
const spanish: Sayings = {
  replies: ['¡Gracias!', 'Sí, por favor', '¿Cuándo llega?', 'Ahora no, gracias', '¿Queda alguno?'],
  questions: ['Hola, vi su anuncio. ¿Sigue disponible?', 'Buenas, ¿cuánto cuesta el envío?'],
  stop: 'BAJA',
}
const portuguese: Sayings = {
  replies: ['Obrigada!', 'Sim, por favor', 'Quando chega?', 'Agora não, obrigado', 'Ainda tem?'],
  questions: ['Oi, vi o anúncio de vocês. Ainda está disponível?', 'Olá! Quanto fica o frete?'],
  stop: 'PARAR',
}
const french: Sayings = {
  replies: ['Merci !', 'Oui, volontiers', 'Quand est-ce que ça arrive ?', 'Non merci', 'Il en reste ?'],
  questions: ["Bonjour, j'ai vu votre annonce. C'est encore disponible ?", 'Bonjour, combien coûte la livraison ?'],
  stop: 'STOP',
}
const italian: Sayings = {
  replies: ['Grazie!', 'Sì, grazie', 'Quando arriva?', 'No, grazie', 'È ancora disponibile?'],
  questions: ['Buongiorno, ho visto il vostro annuncio. È ancora disponibile?', 'Salve, quanto costa la consegna?'],
  stop: 'STOP',
}

const byCountry: Record<string, Sayings> = {
  AR: spanish,
  AT: german,
  BR: portuguese,
  CH: german,
  CO: spanish,
  DE: german,
  ES: spanish,
  FR: french,
  IT: italian,
  MX: spanish,
  PT: portuguese,
}

const sayingsIn = (country: string): Sayings => byCountry[country] ?? english
const pick = (from: readonly string[], fraction: number): string => from[Math.floor(fraction * from.length)] ?? 'OK'

export const replyIn = (country: string, fraction: number): string => pick(sayingsIn(country).replies, fraction)
export const questionIn = (country: string, fraction: number): string => pick(sayingsIn(country).questions, fraction)
export const stopIn = (country: string): string => sayingsIn(country).stop
