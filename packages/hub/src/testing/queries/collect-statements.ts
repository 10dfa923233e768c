import { readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseAst } from 'rolldown/parseAst'

/** A statement as it stands in a source file. What only the run knows stands in it as `«…»`. */
export type Statement = { readonly file: string; readonly line: number; readonly sql: string }

// The tree is ESTree with types; only a few of its nodes matter here.
// biome-ignore lint/suspicious/noExplicitAny: a tree is walked member by member.
type Node = any
type Source = { file: string; text: string; constants: Map<string, Node>; imports: Map<string, { from: string; name: string }> }

export const UNKNOWN = '«…»'
/** Our SQL is in lower case, and our sentences begin with a capital letter. */
const STATEMENT = /^\s*(\/\*[\s\S]*?\*\/\s*)?(select|insert\s+into|update|delete\s+from|with|merge\s+into|truncate|copy)\s/

/** Every SQL statement written as a string in the sources below a folder, tests and their tools left out. */
export async function collectStatements(folder: string): Promise<Statement[]> {
  const files = (await readdir(folder, { recursive: true }))
    .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing\//.test(file))
    .sort()
  const read = new Map<string, Source>()
  const sourceOf = (path: string): Source => {
    const known = read.get(path) ?? readSource(path)
    read.set(path, known)
    return known
  }
  const pieces = new Set<Node>()
  const found: { node: Node; source: Source }[] = []
  for (const file of files) {
    const source = sourceOf(join(folder, file))
    visit(treeOf(source), (node) => {
      if (isText(node)) found.push({ node, source })
      // What is put into another text is no statement of its own.
      if (node.type === 'TemplateLiteral') for (const part of node.expressions) markPieces(part, source)
    })
  }
  function markPieces(part: Node, source: Source) {
    visit(part, (node) => {
      const constant = node.type === 'Identifier' && constantOf(node.name, source, sourceOf)
      if (constant) visit(constant.node, (inner) => isText(inner) && pieces.add(inner))
    })
  }
  return found
    .filter(({ node }) => !pieces.has(node))
    .map(({ node, source }) => ({
      file: source.file.slice(folder.length).replace(/^\//, ''),
      line: source.text.slice(0, node.start).split('\n').length,
      sql: textOf(node, source, sourceOf),
    }))
    .filter(({ sql }) => STATEMENT.test(sql))
}

const trees = new WeakMap<Source, Node>()
const treeOf = (source: Source): Node => trees.get(source)

function readSource(file: string): Source {
  const text = readFileSync(file, 'utf8')
  const tree = parseAst(text, { lang: 'ts', sourceType: 'module' })
  const source: Source = { file, text, constants: new Map(), imports: new Map() }
  trees.set(source, tree)
  visit(tree, (node) => {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) {
      if (!source.constants.has(node.id.name)) source.constants.set(node.id.name, node.init)
    }
    if (node.type === 'ImportDeclaration' && node.source.value.startsWith('.')) {
      for (const item of node.specifiers) {
        if (item.type !== 'ImportSpecifier') continue
        source.imports.set(item.local.name, { from: resolve(dirname(file), node.source.value), name: item.imported.name })
      }
    }
  })
  return source
}

function constantOf(name: string, source: Source, sourceOf: (path: string) => Source): { node: Node; source: Source } | null {
  const node = source.constants.get(name)
  if (node) return { node, source }
  const imported = source.imports.get(name)
  return imported ? constantOf(imported.name, sourceOf(imported.from), sourceOf) : null
}

/** The text a node stands for, as far as the sources tell. */
function textOf(node: Node, source: Source, sourceOf: (path: string) => Source, depth = 0): string {
  const within = (inner: Node, of = source) => textOf(inner, of, sourceOf, depth + 1)
  if (depth > 12) return UNKNOWN
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' || typeof node.value === 'number' ? String(node.value) : UNKNOWN
    case 'TemplateLiteral':
      return node.quasis
        .map(
          (quasi: Node, index: number) =>
            quasi.value.cooked + (index < node.expressions.length ? within(node.expressions[index]) : ''),
        )
        .join('')
    case 'BinaryExpression':
      return node.operator === '+' ? within(node.left) + within(node.right) : UNKNOWN
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
      return within(node.expression)
    case 'Identifier': {
      const constant = constantOf(node.name, source, sourceOf)
      return constant ? within(constant.node, constant.source) : UNKNOWN
    }
    case 'CallExpression':
      return textOfCall(node, source, sourceOf, depth)
    default:
      return UNKNOWN
  }
}

/** `list.join(' and ')` of a list that is written down, and a call of a function that only writes text. */
function textOfCall(node: Node, source: Source, sourceOf: (path: string) => Source, depth: number): string {
  const { callee } = node
  if (callee.type === 'MemberExpression' && callee.property.name === 'join' && callee.object.type === 'Identifier') {
    const list = constantOf(callee.object.name, source, sourceOf)
    const items = list?.node.type === 'ArrayExpression' ? (list.node.elements as Node[]) : []
    const texts = items.map((item) => textOf(item, list?.source ?? source, sourceOf, depth + 1))
    return texts.length > 0 ? texts.join(textOf(node.arguments[0], source, sourceOf, depth + 1)) : UNKNOWN
  }
  if (callee.type !== 'Identifier') return UNKNOWN
  const called = constantOf(callee.name, source, sourceOf)
  if (called?.node.type !== 'ArrowFunctionExpression') return UNKNOWN
  const scope: Source = { ...called.source, constants: new Map(called.source.constants) }
  for (const [index, parameter] of (called.node.params as Node[]).entries()) {
    const given = node.arguments[index]
    if (parameter.type !== 'Identifier') return UNKNOWN
    const text = given ? textOf(given, source, sourceOf, depth + 1) : UNKNOWN
    scope.constants.set(parameter.name, { type: 'Literal', value: text })
  }
  return textOf(called.node.body, scope, sourceOf, depth + 1)
}

const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string')

function visit(node: Node, see: (node: Node) => void): void {
  if (node === null || typeof node !== 'object') return
  if (Array.isArray(node)) {
    for (const item of node) visit(item, see)
    return
  }
  if (typeof node.type === 'string') see(node)
  for (const member of Object.values(node)) visit(member, see)
}
