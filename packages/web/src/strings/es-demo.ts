import type { Words } from './words.ts'

export const demoWords: Words['demo'] = {
  startOver: 'Empezar de nuevo',
  title: 'Empezar de nuevo en una fecha',
  hint: 'La empresa de muestra vive otra vez treinta días, hasta la fecha que elijas, con los precios y reglas de esos días.',
  date: 'El último de los treinta días',
  dates: {
    now: 'Hoy',
    before: (day) => `${day}: precios por mensaje, antes de octubre de 2026`,
    conversations: (day) => `${day}: precios por conversación, antes de julio de 2025`,
    other: 'Otro día',
  },
  gone: 'Se sustituye todo en este espacio y en el emulador: mensajes, contactos, plantillas, campañas, ajustes. Quedan las personas, sus funciones y las claves de API, y tu sesión sigue.',
  begin: 'Vivir estos treinta días',
  living: (day, days) => `Día ${day} de ${days}`,
  livingTitle: 'La empresa de muestra vive sus treinta días',
  livingHint: 'Los clientes escriben, la gente responde, salen campañas. Tarda como medio minuto; después el reloj es tuyo.',
  preparing: 'Vaciando el espacio y el emulador',
}
