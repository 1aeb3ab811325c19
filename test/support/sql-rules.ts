import type { HouseRule } from '#test/support/house-rules.ts'
import { type House, lineAt, type SourceFile, type SyntaxNode, walk } from '#test/support/source-files.ts'

/** A table that SQL names, and where. */
type Named = { readonly schema: string | undefined; readonly table: string; readonly verb: string; readonly at: number }

const schemaOf = (stage: string): string => stage.replaceAll('-', '_')

/** Comments, texts and functions with FROM inside them taken out, every other character kept in its place. */
const bare = (text: string): string =>
  text
    .replace(/--[^\n]*/g, blank)
    .replace(/'(?:[^']|'')*'/g, blank)
    .replace(/\b(?:extract|substring|trim|overlay|position)\s*\((?:[^()]|\([^()]*\))*\)/gi, blank)
    .replace(/\bdistinct\s+from\b/gi, blank)

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

const TABLE =
  /(?<!\b(?:for|do|key)\s+)\b(from|join|into|update|table|references|view|truncate|on)\s+(?:only\s+|lateral\s+|if\s+(?:not\s+)?exists\s+)*([a-z_]\w*)(?:\.([a-z_]\w*))?(\s*\()?/gi

/** Words that stand where a table could. */
const NO_TABLE =
  /^(select|set|values|conflict|update|delete|unnest|lateral|commit|true|false|all|schema|tables|sequences)$/i

function tablesNamed(text: string): Named[] {
  const found: Named[] = []
  for (const match of bare(text).matchAll(TABLE)) {
    const [, verb = '', first = '', second, call] = match
    const isCall = call !== undefined && /^(from|join)$/i.test(verb)
    // `on` names a table only in create index, policy and grant; in a join it names an alias.
    const isAlias = /^on$/i.test(verb) && !/\b(index|policy|grant|revoke)\b[^;]*$/i.test(text.slice(0, match.index))
    if (isCall || isAlias || NO_TABLE.test(first)) continue
    found.push({ schema: second && first, table: second ?? first, verb: verb.toLowerCase(), at: match.index })
  }
  return found
}

/** Names that SQL gives itself: common table expressions and temporary tables. */
const locals = (text: string): Set<string> =>
  new Set(
    [
      ...bare(text).matchAll(
        /(?:\bwith(?:\s+recursive)?|,|^|\))\s*(\w+)\s*(?:\([^()]*\)\s*)?as\s+(?:not\s+)?(?:materialized\s+)?\(/gim,
      ),
      ...bare(text).matchAll(/create\s+temp(?:orary)?\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)/gi),
    ].map((match) => match[1] ?? ''),
  )

/** SQL names its schema, and only its own, but for the published views of earlier stages. */
export const sqlOfItsOwn: HouseRule = (house) =>
  house.files.flatMap((file) => {
    const stage = file.room ?? ''
    if (!house.cycle.includes(stage) || file.door === 'test') return []
    const pieces = [...sqlPieces(file), ...tableWords(file)]
    const given = locals(pieces.map(({ text }) => text).join('\n'))
    return pieces.flatMap(({ text, at }) =>
      tablesNamed(text).flatMap((named) => {
        if (named.schema === undefined && given.has(named.table)) return []
        const why = whyNotName(house, stage, named)
        return why ? [`${file.path}:${lineAt(file.text, at)} ${why}`] : []
      }),
    )
  })

function whyNotName(house: House, stage: string, { schema, table }: Named): string | undefined {
  if (schema === undefined) return `names ${table} without its schema`
  if (schema === schemaOf(stage)) return undefined
  const other = house.cycle.findIndex((name) => schemaOf(name) === schema)
  const earlier = other >= 0 && other < house.cycle.indexOf(stage)
  if (earlier && table.startsWith('v_')) return undefined
  return `names ${schema}.${table}: SQL names its own schema and the v_ views of earlier stages`
}

/** The texts of sql`…`; what is put in stands as a word that is no table. */
function sqlPieces(file: SourceFile): { text: string; at: number }[] {
  const pieces: { text: string; at: number }[] = []
  walk(file.program, (node) => {
    if (node.type !== 'TaggedTemplateExpression' || node['tag']?.name !== 'sql') return
    const parts: string[] = node['quasi'].quasis.map((part: SyntaxNode) => part['value'].raw)
    pieces.push({ text: parts.join(' $0 '), at: node.start })
  })
  return pieces
}

const KYSELY = /^(selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto|\w*[jJ]oin|using|insertMany)$/

/** Tables that Kysely's methods and bulk loads name, written as the SQL that they become. */
function tableWords(file: SourceFile): { text: string; at: number }[] {
  const words: { text: string; at: number }[] = []
  walk(file.program, (node) => {
    const name = node['callee']?.property?.name ?? node['callee']?.name
    if (node.type !== 'CallExpression' || !KYSELY.test(name ?? '')) return
    for (const argument of node['arguments'].slice(0, 2) as SyntaxNode[]) {
      const text = argument['value']
      if (argument.type === 'Literal' && typeof text === 'string' && isTable(name, text))
        words.push({ text: `from ${text}`, at: argument.start })
    }
  })
  return words
}

/** The second text of a join is a column: `innerJoin('visits.visit as v', 'v.visit_ref', …)`. */
const isTable = (method: string, text: string): boolean =>
  method === 'insertMany' || !/[jJ]oin$/.test(method)
    ? /^[\w.]+( as \w+)?$/.test(text)
    : /^\w+\.\w+ as \w+$|^\w{3,}\.\w+$/.test(text)

/** A migration is named by its day and time, and stands in its stage's own schema. */
export const migrationsInOrder: HouseRule = (house) =>
  house.migrations.flatMap(({ path }) => {
    const name = path.split('/').at(-1) ?? ''
    const problems = /^20\d{6}-\d{4}-[a-z0-9-]+\.sql$/.test(name) ? [] : [`${path} is not named YYYYMMDD-HHMM-what.sql`]
    if (!/^src\/.+\/migrations\/[^/]+$/.test(path))
      problems.push(`${path} does not stand in a migrations folder of src`)
    const twin = house.migrations.filter((other) => other.path.endsWith(`/${name}`)).length > 1
    return twin ? [...problems, `${path} has the name of another migration`] : problems
  })

/** Every table says its kind in the comment right above it. */
export const tablesSayTheirKind: HouseRule = (house) =>
  house.migrations.flatMap(({ path, text }) =>
    [...text.matchAll(/^[ \t]*create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w.]+)/gim)].flatMap(
      (match) => {
        const lines = text.slice(0, match.index).split('\n').slice(0, -1)
        const comment = lines.slice(lines.findLastIndex((line) => !line.startsWith('--')) + 1)
        const saysIt = comment.some((line) => /^--\s*(tenant|reference|platform)\b/.test(line))
        return saysIt ? [] : [`${path} creates ${match[1]} without its kind in the comment right above it`]
      },
    ),
  )

/** Tables without a council: those of the register, holidays, areas. */
const referenceTables = (house: House): Set<string> =>
  new Set(
    house.migrations.flatMap(({ text }) =>
      [...text.matchAll(/--\s*reference\b[^\n]*\n(?:--[^\n]*\n)*\s*create\s+table\s+([\w.]+)/gi)].map(
        (match) => match[1] ?? '',
      ),
    ),
  )

const TENANT_TABLE = /--\s*tenant\b[^\n]*\n(?:--[^\n]*\n)*\s*create\s+table\s+([\w.]+)([\s\S]*?);[ \t]*(?:\n|$)/gi
const KEY =
  /\b(?:primary key|unique)\s*\(\s*(\w+)|exclude\s+using\s+gist\s*\(\s*(\w+)|\bforeign key\s*\(\s*(\w+)[^)]*\)\s*references\s+([\w.]+)/gi

/** A tenant table's keys start with the council, but for those that point at a reference table. */
export const councilComesFirst: HouseRule = (house) => {
  const references = referenceTables(house)
  return house.migrations.flatMap(({ path, text }) =>
    [...text.matchAll(TENANT_TABLE)].flatMap(([, table, body = '']) => {
      const problems: string[] = []
      if (!/\bcouncil_id\s+integer\s+not\s+null/i.test(body))
        problems.push(`${path} gives ${table} no council_id integer not null`)
      for (const [, key, excluded, foreign, target = ''] of body.matchAll(KEY)) {
        if ((key ?? excluded ?? foreign) === 'council_id' || references.has(target)) continue
        problems.push(`${path} has a key of ${table} that does not start with council_id`)
      }
      if (/\b\w+\s+\w+[^,()]*\b(primary key|unique)\s*(,|\n|$)/i.test(body))
        problems.push(`${path} has a key of ${table} without council_id`)
      return problems
    }),
  )
}

const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\bcreate\s+(or\s+replace\s+)?(constraint\s+)?trigger\b/i, 'a trigger: the command shell writes the audit'],
  [/\bcreate\s+(or\s+replace\s+)?(function|procedure)\b/i, 'a function: rules are TypeScript'],
  [/^\s*do\s+\$/im, 'a DO block: one plain statement at a time'],
  [/\bsecurity\s+definer\b/i, 'security definer: rights are never raised'],
  [/\b(small|big)?serial\b/i, 'a serial: references come from nextRef'],
  [/\bgenerated\s+(always|by\s+default)\s+as\s+identity\b/i, 'an identity column: references come from nextRef'],
  [
    /\bnulls\s+not\s+distinct\b.*\bvirtual\b|\bgenerated\s+always\s+as\s*\([^;]*\)\s*virtual\b/i,
    'syntax newer than PostgreSQL 15',
  ],
  [/\bwithout\s+overlaps\b/i, 'syntax newer than PostgreSQL 15'],
]

/** What breaks on a cluster, on PostgreSQL 15 or in an audit is not written at all. */
export const plainStatements: HouseRule = (house) =>
  house.migrations.flatMap(({ path, text }) =>
    REFUSED.flatMap(([pattern, what]) => (pattern.test(bare(text)) ? [`${path} has ${what}`] : [])),
  )

/** Migrations create in their own schema, and point only at their own and earlier stages' tables. */
export const migrationsOfTheirOwn: HouseRule = (house) =>
  house.migrations.flatMap(({ path, text }) => {
    const stage = path.split('/')[1] ?? ''
    const place = house.cycle.indexOf(stage)
    if (place < 0) return []
    return tablesNamed(text).flatMap((named) => {
      if (named.schema === undefined)
        return locals(text).has(named.table) ? [] : [`${path} names ${named.table} without its schema`]
      const other = house.cycle.findIndex((name) => schemaOf(name) === named.schema)
      if (other === place) return []
      const earlier = other >= 0 && other < place
      if (earlier && (named.verb === 'references' || named.table.startsWith('v_'))) return []
      return [
        `${path} names ${named.schema}.${named.table}: ${named.verb === 'references' ? 'a key points at an earlier stage' : 'only its own schema'}`,
      ]
    })
  })
