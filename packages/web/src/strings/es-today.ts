import type { Words } from './words.ts'

const count = (n: number, one: string, many: string) => `${n.toLocaleString('es')} ${n === 1 ? one : many}`

export const todayWords: Words['today'] = {
  title: 'Hoy',
  broken: {
    question: '¿Hay algo roto?',
    nothing: 'Nada está roto.',
    things: (n) => (n === 1 ? 'Una cosa te necesita.' : `${n.toLocaleString('es')} cosas te necesitan.`),
    works: 'Todo lo demás funciona',
    connected: (n) => count(n, 'número conectado', 'números conectados'),
    snooze: 'Aplazar una hora',
    snoozed: (n) => count(n, 'alerta aplazada', 'alertas aplazadas'),
    severity: { info: 'Conviene saberlo', warning: 'Aviso', critical: 'Crítico' },
  },
  closing: {
    question: '¿Qué se cierra pronto?',
    nothing: 'Ninguna conversación se cierra en las próximas cuatro horas.',
    chats: (n, unowned) =>
      `${count(n, 'conversación se cierra', 'conversaciones se cierran')} en las próximas cuatro horas${unowned === 0 ? '.' : `, ${unowned === n ? (n === 1 ? 'y no es de nadie' : 'ninguna es de nadie') : count(unowned, 'no es de nadie', 'no son de nadie')}.`}`,
    you: 'Tú:',
    open: 'Abrir la vista',
    missed: (n) => `${count(n, 'ventana cerrada', 'ventanas cerradas')} desde ayer sin respuesta`,
  },
  cost: {
    question: '¿Cuánto ha costado?',
    nothing: (month) => `Nada todavía en ${month}.`,
    sum: (amount, month) => `${amount} en ${month}.`,
    more: (amount, month) => `${amount} más que a estas alturas de ${month}.`,
    less: (amount, month) => `${amount} menos que a estas alturas de ${month}.`,
    same: (month) => `Lo mismo que a estas alturas de ${month}.`,
    byDay: 'Coste por día',
    today: (amount) => `Hoy, ${amount}`,
    free: 'Respuestas gratuitas usadas este mes',
    freeOf: (used, of) => `${used} de ${of}`,
    past: 'Todas usadas: ahora las respuestas se cobran',
  },
  quality: {
    question: '¿Cómo está la calidad?',
    span: '30 días',
    closer: 'Mirar de cerca',
    nothing: 'No hay ningún número conectado.',
    all: (rating) => `${rating} en todos los números.`,
    worst: (rating, name) => `${rating} en ${name}.`,
    some: (rating, n) => `${rating} en ${count(n, 'número', 'números')}.`,
    rating: { GREEN: 'Alta', YELLOW: 'Media', RED: 'Baja', UNKNOWN: 'Sin valorar' },
    days: (name, bad) =>
      `${name}: ${bad === 0 ? 'alta o sin valorar los 30 días' : `media o baja ${count(bad, 'día', 'días')} de 30`}`,
  },
}
