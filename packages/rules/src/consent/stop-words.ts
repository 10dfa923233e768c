/** Words by which people end or resume messages, a line a language. Whole messages only: "don't stop" is no STOP. */
const stop: Readonly<Record<string, string>> = {
  en: 'stop, stop all, stopall, quit, unsubscribe, unsubscribe me, opt out, opt me out, optout, opt-out, stop promotions, stop marketing, no more messages, remove me',
  es: 'alto, baja, darme de baja, dar de baja, darse de baja, cancelar suscripción, detener, detener promociones, no molestar, parar',
  pt: 'sair, parar, pare, cancelar inscrição, descadastrar, descadastre-me, remover, parar promoções',
  fr: 'arrêt, arret, arrête, arrêtez, arrêter, désinscrire, me désinscrire, se désinscrire, désabonner, désabonnement, se désabonner, me désabonner, désinscription',
  de: 'stopp, abmelden, abbestellen, austragen, keine werbung, keine nachrichten mehr',
  it: 'ferma, fermare, basta, annulla iscrizione, disiscrivi, disiscrivimi, cancellami, cancella iscrizione',
  nl: 'afmelden, uitschrijven, stoppen, geen berichten meer',
  pl: 'wypisz, wypisz mnie, rezygnuję, zatrzymaj',
  tr: 'dur, durdur, ret, abonelikten çık, çıkış',
  ru: 'стоп, отписаться, отпишите меня, отписка, хватит',
  uk: 'стоп, відписатися, відписка',
  ro: 'oprire, oprește, dezabonare, dezabonează-mă',
  hu: 'leiratkozás, leiratkozom, állj',
  cs: 'odhlásit, odhlásit se, zrušit odběr',
  sk: 'odhlásiť, odhlásiť sa, zrušiť odber',
  sv: 'stopp, avregistrera, avsluta, sluta',
  da: 'afmeld, stop beskeder, framelding',
  nb: 'stopp, avmeld, meld meg av',
  fi: 'lopeta, peruuta tilaus, poistu',
  el: 'στοπ, σταματήστε, διαγραφή, απεγγραφή',
  ar: 'توقف, قف, إيقاف, ايقاف, إلغاء الاشتراك, الغاء الاشتراك',
  he: 'הסר, הסרה, עצור, הסירו אותי',
  fa: 'توقف, لغو اشتراک, لغو عضویت',
  ur: 'بند کرو, بند کریں, روکیں',
  hi: 'रोकें, बंद करें, बंद करो, सदस्यता समाप्त करें, रुको',
  bn: 'বন্ধ, বন্ধ করুন, থামুন',
  ta: 'நிறுத்து, நிறுத்தவும்',
  te: 'ఆపు, ఆపండి',
  id: 'berhenti, henti, berhenti berlangganan, batal langganan',
  ms: 'henti, berhenti, batalkan langganan',
  vi: 'dừng, dừng lại, hủy đăng ký, ngừng',
  th: 'หยุด, ยกเลิกการรับข่าวสาร',
  fil: 'itigil, ihinto, tigil',
  zh: '停止, 退订, 退訂, 取消订阅, 取消訂閱',
  ja: '停止, 配信停止, 解除, 登録解除',
  ko: '중지, 수신거부, 수신 거부, 구독취소, 구독 취소',
  sw: 'simamisha, komesha, jiondoe',
  af: 'stop asseblief, teken uit',
}

const start: Readonly<Record<string, string>> = {
  en: 'start, unstop, resume, subscribe, opt in, optin, opt-in, resume promotions',
  es: 'alta, darme de alta, suscribir, suscribirme, reanudar',
  pt: 'quero receber, quero receber ofertas',
  fr: 'reprendre, m’abonner',
  de: 'starten, anmelden, wieder anmelden',
  it: 'iscrivimi, riprendi',
  nl: 'aanmelden, hervatten',
  pl: 'zapisz, zapisz mnie, wznów',
  tr: 'başlat, devam, abone ol',
  ru: 'старт, подписаться, возобновить',
  uk: 'старт, підписатися',
  ro: 'pornire, abonare',
  hu: 'feliratkozás, feliratkozom',
  cs: 'přihlásit, přihlásit se',
  sk: 'prihlásiť, prihlásiť sa',
  sv: 'starta, registrera',
  da: 'tilmeld',
  nb: 'påmeld, meld meg på',
  fi: 'aloita, tilaa',
  el: 'έναρξη, εγγραφή',
  ar: 'ابدأ, ابدا, اشتراك',
  he: 'התחל, הצטרף, הצטרפות',
  fa: 'شروع, عضویت',
  ur: 'شروع کریں',
  hi: 'शुरू, शुरू करें, सदस्यता लें',
  bn: 'শুরু, শুরু করুন',
  ta: 'தொடங்கு, தொடங்கவும்',
  te: 'ప్రారంభించు, ప్రారంభించండి',
  id: 'mulai, langganan',
  ms: 'mula, langgan',
  vi: 'bắt đầu, đăng ký',
  th: 'เริ่ม, สมัคร',
  fil: 'simulan',
  zh: '开始, 開始, 订阅, 訂閱',
  ja: '開始, 再開, 配信再開',
  ko: '시작, 구독, 수신동의',
  sw: 'anza, jiunge',
  af: 'begin asseblief, teken in',
}

const stopWords = new Set(words(stop))
const startWords = new Set(words(start))

/** Languages whose words are known, by their ISO 639 code. */
export const consentLanguages: readonly string[] = Object.keys(stop)

/** The words themselves, for the documentation: `wordsIn('pt').stop`. */
export const wordsIn = (language: string): { readonly stop: readonly string[]; readonly start: readonly string[] } => ({
  stop: (stop[language] ?? '').split(', ').filter(Boolean),
  start: (start[language] ?? '').split(', ').filter(Boolean),
})

/**
 * What a whole message, or the text or payload of a button, says about consent: `stop`, `start`, or null when it says something
 * else. Case, accents, surrounding blanks, quotes and punctuation do not matter. "Please stop by
 * tomorrow" is null. Where a word means both in two languages, stop wins.
 */
export function consentWord(text: string): 'stop' | 'start' | null {
  if (text.length > 64) return null
  const word = bare(text).replace(/^(.+?)(?: \1)+$/u, '$1')
  if (stopWords.has(word)) return 'stop'
  return startWords.has(word) ? 'start' : null
}

/** A text as words are compared: without case, accents, punctuation and politeness. */
export const comparableWord = (text: string): string => bare(text)

/** Buttons carry payloads such as `STOP_PROMOTIONS`: underscores and dashes read as blanks. */
function bare(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f\ufe00-\ufe0f\p{Cf}]/gu, '')
    .replaceAll('ı', 'i')
    .normalize('NFKC')
    .replace(/[_\-‐-―]+/gu, ' ')
    .replace(/[^\p{L}\p{M}\p{N}’' ]+/gu, ' ')
    .replace(/['’]/gu, '’')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(
      /^(?:please|pls|bitte|por favor|s’il vous plait) | (?:please|pls|bitte|por favor|s’il vous plait|svp|merci|thanks|thank you)$/u,
      '',
    )
}

function words(table: Readonly<Record<string, string>>): string[] {
  return Object.values(table).flatMap((line) => line.split(', ').map(bare))
}
