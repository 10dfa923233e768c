import pg from 'pg'

const PATIENCE_MS = 5_000

/**
 * Asks the database one question before anything else is built on it. Throws an Error whose message is one sentence, without the
 * password, that names DATABASE_URL and what to do.
 */
export async function reachDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS, application_name: 'casement' })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
  } catch (error) {
    throw new Error(sentence(new URL(url), error as NodeJS.ErrnoException), { cause: error })
  } finally {
    await client.end().catch(() => {})
  }
}

function sentence({ hostname, port, pathname, username }: URL, { code, message }: NodeJS.ErrnoException): string {
  const server = `${hostname}:${port || 5432}`
  switch (code) {
    case 'ECONNREFUSED':
      return `DATABASE_URL names ${server}, where nothing listens: start PostgreSQL there, or correct the address.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `DATABASE_URL names the host ${hostname}, which is not found: correct the name.`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `DATABASE_URL names ${server}, which does not answer: check the address and the firewalls between.`
    case '28P01':
    case '28000':
      return `DATABASE_URL names the user "${username}", whom ${server} does not let in: correct the user or the password.`
    case '3D000':
      return `DATABASE_URL names the database "${pathname.slice(1)}", which ${server} does not have: create it, or correct the name.`
    case '57P03':
      return `The PostgreSQL at ${server} is still starting: try again in a moment.`
    case '53300':
      return `The PostgreSQL at ${server} has no connection left: allow more there (max_connections), or close some.`
    default:
      return /timeout|terminated/i.test(message)
        ? `DATABASE_URL names ${server}, which does not answer: check the address and the firewalls between.`
        : `DATABASE_URL names ${server}, which cannot be used: ${message.replace(/\.$/, '')}.`
  }
}
