import { parse } from 'libpg-query'
import { UNKNOWN } from './collect-statements.ts'

// biome-ignore lint/suspicious/noExplicitAny: PostgreSQL's own tree is walked member by member.
type Tree = any

/** A comment in the statement itself that says why it asks across workspaces. */
const ACROSS = /\/\*\s*all workspaces:\s*([^*]+?)\s*\*\//

export type Finding =
  | { readonly kind: 'unscoped'; readonly tables: readonly string[] }
  | { readonly kind: 'unreadable'; readonly why: string }

/** The reason that a statement gives for asking across workspaces, or null. */
export const reasonToAskAcross = (sql: string): string | null => ACROSS.exec(sql)?.[1] ?? null

/**
 * Reads one statement with PostgreSQL's own grammar. Each tenant table in it must be held to a workspace where it is named: by an
 * equality of its `workspace_id` with a parameter, a row of another table that is so held, or the query around it; an insert must
 * fill the column. Answers null when all are.
 */
export async function findUnscoped(sql: string, tenantTables: ReadonlySet<string>): Promise<Finding | null> {
  const tree = await parseWithGaps(sql)
  if (tree instanceof Error) return { kind: 'unreadable', why: tree.message }
  const loose = new Set<string>()
  for (const { stmt } of tree.stmts) walk(stmt, { tenantTables, loose, ctes: new Set() })
  return loose.size > 0 ? { kind: 'unscoped', tables: [...loose].sort() } : null
}

/** What only the run knows may stand for a condition, a value, a list or a name: the first that makes a statement is taken. */
async function parseWithGaps(sql: string): Promise<Tree | Error> {
  let failure = new Error('nothing in it')
  for (const filler of sql.includes(UNKNOWN) ? ['true', '1', 'some_name', 'some_name = 1', ''] : ['']) {
    try {
      return await parse(sql.replaceAll(UNKNOWN, filler))
    } catch (error) {
      failure = error as Error
    }
  }
  return failure
}

type Walk = { tenantTables: ReadonlySet<string>; loose: Set<string>; ctes: ReadonlySet<string> }

function walk(node: Tree, at: Walk): void {
  if (node === null || typeof node !== 'object') return
  if (Array.isArray(node)) {
    for (const item of node) walk(item, at)
    return
  }
  for (const [type, member] of Object.entries<Tree>(node)) {
    if (
      /^(SelectStmt|UpdateStmt|DeleteStmt|InsertStmt|MergeStmt)$/.test(type) ||
      ((type === 'larg' || type === 'rarg') && member.targetList)
    )
      checkLevel(type, member, at)
    else if (type === 'TruncateStmt' || type === 'CopyStmt') checkWhole(member, at)
    else walk(member, at)
  }
}

/** One query: its own tables, and their conditions. What is nested in it is checked for itself. */
function checkLevel(type: string, statement: Tree, at: Walk): void {
  const ctes = new Set(at.ctes)
  for (const { CommonTableExpr } of statement.withClause?.ctes ?? []) ctes.add(CommonTableExpr.ctename)
  const inner = { ...at, ctes }
  const tables = new Map<string, string>()
  const conditions: Tree[] = [statement.whereClause]
  const named = (range: Tree) => {
    const schema = range.schemaname === undefined || range.schemaname === 'public'
    if (schema && (at.tenantTables.has(range.relname) || range.relname === 'workspaces') && !ctes.has(range.relname))
      tables.set(range.alias?.aliasname ?? range.relname, range.relname)
  }
  const from = (node: Tree) => {
    if (node?.RangeVar) named(node.RangeVar)
    const join = node?.JoinExpr
    if (!join) return
    from(join.larg)
    from(join.rarg)
    conditions.push(join.quals)
    for (const { String: column } of join.usingClause ?? []) if (column?.sval === 'workspace_id') conditions.push(USING)
  }
  for (const node of [...(statement.fromClause ?? []), ...(statement.usingClause ?? [])]) from(node)
  if (type === 'InsertStmt') {
    const columns = (statement.cols ?? []).map(({ ResTarget }: Tree) => ResTarget.name)
    if (at.tenantTables.has(statement.relation.relname) && !columns.includes('workspace_id'))
      at.loose.add(statement.relation.relname)
  } else if (statement.relation) named(statement.relation)

  for (const table of unheld(tables, conditions)) at.loose.add(table)
  walk(statement, inner)
}

const USING = Symbol('using (workspace_id)')
const ANCHOR = ''

/** The tables that no chain of equalities ties to something outside this query's own tenant tables. */
function unheld(tables: ReadonlyMap<string, string>, conditions: readonly Tree[]): string[] {
  if (tables.size === 0) return []
  const tied = new Map<string, Set<string>>()
  const tie = (one: string, other: string) => {
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const)
      tied.set(a, (tied.get(a) ?? new Set()).add(b))
  }
  const side = (expression: Tree): { workspaceOf?: string; other?: true } => {
    const fields = expression?.ColumnRef?.fields?.map((field: Tree) => field.String?.sval) as string[] | undefined
    const alias = fields && (fields.length > 1 ? fields.at(-2) : tables.size === 1 ? [...tables.keys()][0] : undefined)
    const table = alias && tables.get(alias)
    return table && fields.at(-1) === keyOf(table) ? { workspaceOf: alias } : { other: true }
  }
  for (const condition of conditions.flatMap(conjuncts)) {
    if (condition === USING) {
      const [first, ...rest] = tables.keys()
      for (const other of rest) tie(first as string, other)
      continue
    }
    const { kind, lexpr, rexpr, name } = condition.A_Expr ?? {}
    if (name?.[0]?.String?.sval !== '=' && kind !== 'AEXPR_IN') continue
    const [left, right] = [side(lexpr), side(rexpr)]
    if (left.workspaceOf !== undefined) tie(left.workspaceOf, right.workspaceOf ?? ANCHOR)
    else if (right.workspaceOf !== undefined) tie(right.workspaceOf, ANCHOR)
  }
  const held = new Set<string>([ANCHOR])
  for (const name of held) for (const other of tied.get(name) ?? []) held.add(other)
  return [...tables].filter(([alias]) => !held.has(alias)).map(([, table]) => table)
}

/** The column that says whose row it is; for a workspace itself, its own id. */
const keyOf = (table: string): string => (table === 'workspaces' ? 'id' : 'workspace_id')

const conjuncts = (condition: Tree): Tree[] => {
  if (!condition) return []
  if (condition.BoolExpr?.boolop === 'AND_EXPR') return condition.BoolExpr.args.flatMap(conjuncts)
  return [condition]
}

function checkWhole(statement: Tree, { tenantTables, loose }: Walk): void {
  for (const range of [statement.relation, ...(statement.relations ?? []).map((item: Tree) => item.RangeVar)]) {
    if (range && tenantTables.has(range.relname)) loose.add(range.relname)
  }
}
