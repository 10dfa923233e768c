import type { StopMeans } from './consent.ts'

type Texts = { readonly marketing: string; readonly everything: string; readonly resumed: string }

/** Each says what ends, what still comes, and how to take it back. */
const texts: Readonly<Record<string, Texts>> = {
  en: {
    marketing:
      'You will get no more offers from {business}. Messages about your orders and your codes still come. Write START to get offers again.',
    everything:
      'You will get no more messages from {business}, except answers when you write to us. Write START to get messages again.',
    resumed: 'Welcome back. You will get messages from {business} again. Write STOP to end them.',
  },
  es: {
    marketing:
      'No recibirás más ofertas de {business}. Los mensajes sobre tus pedidos y tus códigos seguirán llegando. Escribe ALTA para volver a recibir ofertas.',
    everything:
      'No recibirás más mensajes de {business}, salvo respuestas cuando nos escribas. Escribe ALTA para volver a recibirlos.',
    resumed: 'Hola de nuevo. Volverás a recibir mensajes de {business}. Escribe BAJA para dejar de recibirlos.',
  },
  pt: {
    marketing:
      'Você não receberá mais ofertas de {business}. As mensagens sobre seus pedidos e seus códigos continuam chegando. Escreva START para voltar a receber ofertas.',
    everything:
      'Você não receberá mais mensagens de {business}, exceto respostas quando nos escrever. Escreva START para voltar a recebê-las.',
    resumed: 'Que bom ter você de volta. Você voltará a receber mensagens de {business}. Escreva SAIR para parar.',
  },
  fr: {
    marketing:
      'Vous ne recevrez plus d’offres de {business}. Les messages sur vos commandes et vos codes continuent d’arriver. Écrivez START pour recevoir à nouveau des offres.',
    everything:
      'Vous ne recevrez plus de messages de {business}, sauf des réponses quand vous nous écrivez. Écrivez START pour en recevoir à nouveau.',
    resumed: 'Vous recevrez à nouveau des messages de {business}. Écrivez STOP pour les arrêter.',
  },
  de: {
    marketing:
      'Sie erhalten keine Angebote von {business} mehr. Nachrichten zu Bestellungen und Ihre Codes kommen weiterhin. Mit START erhalten Sie wieder Angebote.',
    everything:
      'Sie erhalten keine Nachrichten von {business} mehr, außer Antworten, wenn Sie uns schreiben. Mit START erhalten Sie sie wieder.',
    resumed: 'Sie erhalten wieder Nachrichten von {business}. Mit STOPP beenden Sie sie.',
  },
  it: {
    marketing:
      'Non riceverai più offerte da {business}. I messaggi sui tuoi ordini e i tuoi codici continuano ad arrivare. Scrivi START per ricevere di nuovo le offerte.',
    everything:
      'Non riceverai più messaggi da {business}, tranne risposte quando ci scrivi. Scrivi START per riceverli di nuovo.',
    resumed: 'Riceverai di nuovo messaggi da {business}. Scrivi STOP per interromperli.',
  },
  nl: {
    marketing:
      'Je krijgt geen aanbiedingen van {business} meer. Berichten over je bestellingen en je codes blijven komen. Schrijf START om weer aanbiedingen te krijgen.',
    everything:
      'Je krijgt geen berichten van {business} meer, behalve antwoorden als je ons schrijft. Schrijf START om ze weer te krijgen.',
    resumed: 'Je krijgt weer berichten van {business}. Schrijf STOP om ze te stoppen.',
  },
  id: {
    marketing:
      'Anda tidak akan menerima penawaran dari {business} lagi. Pesan tentang pesanan dan kode Anda tetap dikirim. Tulis START untuk menerima penawaran lagi.',
    everything:
      'Anda tidak akan menerima pesan dari {business} lagi, kecuali jawaban saat Anda menulis kepada kami. Tulis START untuk menerimanya lagi.',
    resumed: 'Anda akan menerima pesan dari {business} lagi. Tulis STOP untuk berhenti.',
  },
}

/** Languages with texts of their own; others get English. */
export const confirmationLanguages: readonly string[] = Object.keys(texts)

/**
 * The one answer a STOP or START gets, free-form and inside the window the word itself opened. `language`: a code such as `pt` or
 * `pt_BR`. `stopMeans`: what the workspace takes a bare STOP for.
 */
export function confirmationText(
  word: 'stop' | 'start',
  business: string,
  stopMeans: StopMeans = 'marketing',
  language = 'en',
): string {
  const own = texts[language.slice(0, 2).toLowerCase()] ?? (texts.en as Texts)
  return (word === 'start' ? own.resumed : own[stopMeans]).replace('{business}', () => business)
}
