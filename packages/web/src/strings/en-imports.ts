/** Words of files that bring people in. */
const plural = (n: number, one: string, many: string): string => (n === 1 ? one : many)

export const importWords = {
  choose: 'Drop a CSV file here, or choose one',
  chooseHint: 'Its first line names the columns. One of them is the phone number.',
  another: 'Choose another file',
  columns: 'What the columns become',
  column: 'Column',
  samples: 'Such as',
  becomes: 'Becomes',
  becomesOf: (column: string) => `What ${column} becomes`,
  undecided: 'Not decided',
  targets: {
    phone: 'Phone number',
    name: 'Name',
    firstName: 'First name',
    lastName: 'Last name',
    'consent.marketing': 'Consent to marketing',
    'consent.utility': 'Consent to service messages',
    ignore: 'Nothing',
  },
  country: 'Country of numbers written without one',
  countryHint: 'Two letters, such as GB',
  first: 'The first people',
  badRow: (line: number, problem: string) => `Line ${line}: ${problem}`,
  reading: 'Reading the file',
  progress: (done: string, total: string) => `${done} of about ${total} rows read. You may leave this page.`,
  taken: (rows: string, n: number) => `${rows} ${plural(n, 'row', 'rows')} read.`,
  rejected: (rows: string, n: number) => `${rows} ${plural(n, 'row', 'rows')} could not be taken.`,
  downloadRejected: 'Download them with the reasons',
}
