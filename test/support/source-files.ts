import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** A node of the syntax tree, as loose as a walk needs it. */
export type SyntaxNode = { readonly type: string; readonly start: number; readonly end: number } & Record<string, any>

export type ImportLine = {
  readonly from: string
  readonly line: number
  /** Nothing of it is left when types are stripped. */
  readonly typeOnly: boolean
  /** It passes on what it imports: `export … from`. */
  readonly passedOn: boolean
  /** Names as exported by the other file, those of types left out; '*' for all of them. */
  readonly names: readonly string[]
}

export type SourceFile = {
  readonly path: string
  readonly text: string
  readonly program: SyntaxNode
  readonly imports: readonly ImportLine[]
  /** `brokerage` in `src/brokerage/offers/offer.ts`; empty for `src/app.ts`, undefined outside `src`. */
  readonly room: string | undefined
  /** `store` in `offer.store.ts`, `test` in any test; undefined for a plain name. */
  readonly door: string | undefined
  /** `offer` in `offer.store.ts` */
  readonly noun: string
}

export type House = {
  readonly cycle: readonly string[]
  readonly files: readonly SourceFile[]
  readonly migrations: readonly { readonly path: string; readonly text: string }[]
}

/** The house as it stands in the tree; every path with forward slashes. */
export function readHouse(cycle: readonly string[]): House {
  const paths = ['src', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path.replaceAll('\\', '/')}`,
    ),
  )
  return houseOf(
    cycle,
    paths.filter((path) => /\.(ts|sql)$/.test(path)).map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]),
  )
}

/** A house made of texts: the tree's, or one made up to break a rule. */
export const houseOf = (
  cycle: readonly string[],
  texts: readonly (readonly [path: string, text: string])[],
): House => ({
  cycle,
  files: texts.filter(([path]) => path.endsWith('.ts')).map(([path, text]) => readSource(path, text)),
  migrations: texts.filter(([path]) => path.endsWith('.sql')).map(([path, text]) => ({ path, text })),
})

function readSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text)
  const error = errors[0]
  if (error) throw new Error(`${path} cannot be read: ${error.message}`)
  const [noun = '', ...suffixes] = (path.split('/').at(-1) ?? '').replace(/\.ts$/, '').split('.')
  const parts = path.split('/')
  const tree = program as unknown as SyntaxNode
  return {
    path,
    text,
    program: tree,
    imports: importsOf(tree, text),
    room: parts[0] === 'src' ? (parts.length > 2 ? parts[1] : '') : undefined,
    door: suffixes.at(-1),
    noun,
  }
}

function importsOf(program: SyntaxNode, text: string): ImportLine[] {
  const lines: ImportLine[] = []
  walk(program, (node) => {
    const from = node['source']?.value
    if (typeof from !== 'string' || !/^(Import|Export)/.test(node.type)) return
    const kind = node['importKind'] ?? node['exportKind']
    const values = specifiersOf(node).filter(({ type }) => !type && kind !== 'type')
    lines.push({
      from,
      line: lineAt(text, node.start),
      typeOnly: kind === 'type' || (specifiersOf(node).length > 0 && values.length === 0),
      passedOn: node.type.startsWith('Export'),
      names: values.map(({ name }) => name),
    })
  })
  return lines
}

function specifiersOf(node: SyntaxNode): { name: string; type: boolean }[] {
  if (node.type === 'ExportAllDeclaration' || node.type === 'ImportExpression') return [{ name: '*', type: false }]
  return (node['specifiers'] ?? []).map((specifier: SyntaxNode) => ({
    name: specifier['imported']?.name ?? specifier['local']?.name ?? '*',
    type: (specifier['importKind'] ?? specifier['exportKind']) === 'type',
  }))
}

export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length

/** Visits every node, parents first. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, parent: SyntaxNode | undefined, key: string) => void) {
  const step = (at: SyntaxNode, parent: SyntaxNode | undefined, key: string): void => {
    visit(at, parent, key)
    for (const [name, value] of Object.entries(at)) {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child?.type === 'string' && typeof child.start === 'number') step(child, at, name)
      }
    }
  }
  step(node, undefined, '')
}
