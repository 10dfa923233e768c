import type { Words } from './words.ts'

const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many)

export const importWords: Words['imports'] = {
  choose: 'Suelta un archivo CSV aquí, o elige uno',
  chooseHint: 'Su primera línea nombra las columnas. Una de ellas es el número de teléfono.',
  another: 'Elegir otro archivo',
  columns: 'En qué se convierten las columnas',
  column: 'Columna',
  samples: 'Por ejemplo',
  becomes: 'Se convierte en',
  becomesOf: (column) => `En qué se convierte ${column}`,
  undecided: 'Sin decidir',
  targets: {
    phone: 'Número de teléfono',
    name: 'Nombre completo',
    firstName: 'Nombre',
    lastName: 'Apellido',
    'consent.marketing': 'Consentimiento para marketing',
    'consent.utility': 'Consentimiento para mensajes de servicio',
    ignore: 'Nada',
  },
  country: 'País de los números escritos sin prefijo',
  countryHint: 'Dos letras, por ejemplo ES',
  first: 'Las primeras personas',
  badRow: (line, problem) => `Línea ${line}: ${problem}`,
  reading: 'Leyendo el archivo',
  progress: (done, total) => `${done} de unas ${total} filas leídas. Puedes dejar esta página.`,
  taken: (rows, n) => `${rows} ${plural(n, 'fila leída', 'filas leídas')}.`,
  rejected: (rows, n) => `${rows} ${plural(n, 'fila no se pudo tomar', 'filas no se pudieron tomar')}.`,
  downloadRejected: 'Descargarlas con los motivos',
}
