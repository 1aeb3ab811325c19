import {
  type House,
  type ImportLine,
  lineAt,
  type SourceFile,
  type SyntaxNode,
  walk,
} from '#test/support/source-files.ts'

/** What breaks a rule: a sentence that starts with the file. */
type Problem = string
export type HouseRule = (house: House) => Problem[]

const GROUND = ['base', 'platform', 'solvers']
const DOORS = ['store', 'page', 'portal', 'public', 'api', 'job', 'cli', 'test']
/** A stage's index passes on what others may use; its `rules.ts`, where it has one, what of that needs no database. */
const PASSES_ON = /^src\/\w[\w-]*\/(index|rules)\.ts$/
/** Plain names of a stage that are not rules: what it records, changes, hears, shows and offers. */
const NOT_RULES = /^(index|facts|commands|routes|listeners|panels|grants)$|-commands$/
const FILES_A_STAGE = 30
const LINES_A_FUNCTION = 70
/** Packages that only reckon: base may use them. */
const WITHOUT_IO = ['papaparse']
const COMPOSERS = ['src/app.ts', 'src/main.ts']
/** The made-up council, which fills every stage: no stage knows it. */
const TRIAL = 'trial'

const each = (house: House, check: (file: SourceFile) => Problem[]): Problem[] => house.files.flatMap(check)
const isStage = (house: House, file: SourceFile): boolean => house.cycle.includes(file.room ?? '')
const isTest = (file: SourceFile): boolean => file.room === undefined || file.door === 'test'
const isRules = (house: House, file: SourceFile): boolean =>
  isStage(house, file) && file.door === undefined && !NOT_RULES.test(file.noun)

/** `brokerage` of `#src/brokerage/index.ts`; empty for a file at the top of src; undefined for a package. */
function roomOf(from: string): string | undefined {
  const parts = /^#src\/(.+)$/.exec(from)?.[1]?.split('/')
  return parts && (parts.length > 1 ? parts[0] : '')
}

/** A stage uses the ground and the index or the rules.ts of earlier stages; the ground knows no stage. */
export const importOrder: HouseRule = (house) =>
  each(house, (file) => {
    const { room } = file
    if (room === undefined || room === TRIAL || COMPOSERS.includes(file.path)) return []
    return file.imports.flatMap((line) => {
      const why = whyNotImport(house, file, room, line)
      return why ? [`${file.path}:${line.line} imports ${line.from}: ${why}`] : []
    })
  })

function whyNotImport(house: House, file: SourceFile, room: string, { from }: ImportLine): string | undefined {
  const other = roomOf(from)
  if (from.startsWith('#test/')) return file.door === 'test' ? undefined : 'only tests use what is for tests'
  if (other === undefined) {
    const mayHave = room !== 'base' || file.door === 'test' || WITHOUT_IO.includes(from)
    return mayHave ? undefined : 'base has no Node modules and no packages that do more than reckon'
  }
  if (other === room) return undefined
  if (other === '') return from === '#src/cycle.ts' ? undefined : 'only app.ts and main.ts compose'
  if (other === TRIAL) return 'only app.ts and main.ts know the made-up council'
  const known = [...GROUND, ...house.cycle]
  if (!known.includes(room)) return `the room ${room} is not in cycle.ts`
  if (!known.includes(other)) return `the room ${other} is not in cycle.ts`
  if (other === 'base') return undefined
  if (room === 'base' || room === 'solvers') return `${room} knows only base`
  if (room === 'platform') return 'the platform knows no stage and no solver'
  if (GROUND.includes(other)) return undefined
  if (house.cycle.indexOf(other) > house.cycle.indexOf(room))
    return `${other} comes later in the cycle: listen, or be told`
  return PASSES_ON.test(from.slice(1)) ? undefined : 'of an earlier stage only its index.ts, or its rules.ts'
}

/** No relative imports; the ending is written. */
export const importWords: HouseRule = (house) =>
  each(house, (file) =>
    file.imports.flatMap(({ from, line }) => {
      if (/^\.\.?\//.test(from)) return [`${file.path}:${line} imports ${from}: write it as #src/… or #test/…`]
      if (/^#(src|test)\//.test(from) && !/\.(ts|json)$/.test(from))
        return [`${file.path}:${line} imports ${from}: with its ending`]
      return []
    }),
  )

/** Node's runner takes a reporter by its default export. */
const BY_DEFAULT = ['test/support/report.ts']

/** Named exports only, and nothing passed on but by an index.ts or a stage's rules.ts. */
export const exportsByName: HouseRule = (house) =>
  each(house, (file) => {
    const defaults = (file.program['body'] as SyntaxNode[]).filter(
      ({ type }) => type === 'ExportDefaultDeclaration' && !BY_DEFAULT.includes(file.path),
    )
    const isDoor = file.noun === 'index' || PASSES_ON.test(file.path)
    const passed = isDoor ? [] : file.imports.filter((line) => line.passedOn && /^[#.]/.test(line.from))
    return [
      ...defaults.map((node) => `${file.path}:${lineAt(file.text, node.start)} has a default export: give it its name`),
      ...passed.map(({ line, from }) => `${file.path}:${line} passes on ${from}: only an index.ts does`),
    ]
  })

/** Plain names are rules: they import rules, facts and types. */
export const rulesImports: HouseRule = (house) =>
  each(house, (file) => {
    if (!isRules(house, file)) return []
    return file.imports.flatMap((line) => {
      if (line.typeOnly) return []
      const why = whyNoRule(house, file, line)
      return why ? [`${file.path}:${line.line} is rules and imports ${line.from}: ${why}`] : []
    })
  })

/** A program that starts for one file loads a stage's rules.ts and not the stage. */
export const rulesLoadNoStage: HouseRule = (house) =>
  house.files
    .filter(({ path, noun }) => noun === 'rules' && PASSES_ON.test(path))
    .flatMap((door) => {
      const seen = new Set([door])
      for (const file of seen)
        for (const { from, typeOnly } of file.imports) {
          const next = house.files.find(({ path }) => !typeOnly && `#${path}` === from)
          if (next) seen.add(next)
        }
      return [...seen].filter(({ noun }) => noun === 'index').map(({ path }) => `${door.path} loads ${path}`)
    })

function whyNoRule(house: House, file: SourceFile, line: ImportLine): string | undefined {
  const room = roomOf(line.from)
  if (room === undefined) return 'no Node modules and no packages'
  if (room === 'base') return undefined
  const other = house.files.find(({ path }) => `#${path}` === line.from)
  if (!other) return undefined
  if (room === 'solvers')
    return other.imports.some(({ from, typeOnly }) => !typeOnly && roomOf(from) === undefined)
      ? 'a solver that needs a package reckons outside'
      : undefined
  if (room === file.room)
    return isRules(house, other) || other.noun === 'facts' ? undefined : 'only rules, facts and types'
  if (!PASSES_ON.test(other.path)) return 'only rules, facts and types'
  const source = (name: string) =>
    other.imports.find((passed) => passed.passedOn && passed.names.includes(name))?.from ?? other.path
  const impure = line.names.find((name) => {
    const origin = house.files.find(({ path }) => `#${path}` === source(name))
    return origin && !isRules(house, origin) && origin.noun !== 'facts'
  })
  return impure ? `${impure} is not a rule there` : undefined
}

const WORLD = new Set(
  'Date process globalThis crypto performance fetch console setTimeout setInterval setImmediate queueMicrotask Buffer navigator'.split(
    ' ',
  ),
)

/** Plain names are rules: no await, clock, dice or environment. */
export const rulesArePure: HouseRule = (house) =>
  each(house, (file) => {
    if (!isRules(house, file)) return []
    const own = declaredNames(file.program)
    const problems: Problem[] = []
    walk(file.program, (node, parent, key) => {
      const what = whatIsImpure(node, parent, key, own)
      if (what) problems.push(`${file.path}:${lineAt(file.text, node.start)} is rules and uses ${what}: pass it in`)
    })
    return problems
  })

function whatIsImpure(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  key: string,
  own: Set<string>,
): string | undefined {
  if (node.type === 'AwaitExpression') return 'await'
  if (node['async'] === true) return 'async'
  if (node.type === 'ForOfStatement' && node['await'] === true) return 'for await'
  if (node.type === 'MemberExpression') {
    const path = `${node['object']?.name}.${node['property']?.name}`
    return ['Temporal.Now', 'Math.random'].includes(path) ? path : undefined
  }
  if (node.type !== 'Identifier' || !WORLD.has(node['name']) || own.has(node['name'])) return undefined
  const isLabel = ['property', 'key', 'label'].includes(key) && parent?.['computed'] !== true
  return isLabel && parent?.['shorthand'] !== true ? undefined : node['name']
}

/** Names that the file gives itself: a parameter `process` is not Node's. */
function declaredNames(program: SyntaxNode): Set<string> {
  const names = new Set<string>()
  walk(program, (node, parent, key) => {
    if (node.type !== 'Identifier') return
    const isDeclared = ['id', 'local', 'param'].includes(key) || (key === 'params' && parent !== undefined)
    const isPattern = key === 'value' && parent?.type === 'Property' && parent['shorthand'] === true
    if (isDeclared || isPattern) names.add(node['name'])
  })
  return names
}

/** A suffix is a door, and there are no others. */
export const knownDoors: HouseRule = (house) =>
  each(house, (file) => {
    if (!isStage(house, file) || file.door === undefined || DOORS.includes(file.door)) return []
    return [`${file.path} has the suffix .${file.door}, which is no door: ${DOORS.join(', ')}`]
  })

const GUARDS: Record<string, readonly string[]> = {
  staff: ['page'],
  portal: ['portal'],
  open: ['public', 'portal', 'page'],
  api: ['api'],
}

/** Each door is mounted behind its own guard: no page of council staff under `doors.portal`. */
export const doorsBehindGuards: HouseRule = (house) =>
  each(house, (file) => {
    if (!isStage(house, file) || file.noun !== 'routes') return []
    const problems: Problem[] = []
    walk(file.program, (node) => {
      const guard =
        node.type === 'CallExpression' && node['callee']?.object?.name === 'doors' && node['callee'].property?.name
      const allowed = guard ? GUARDS[guard] : undefined
      const handler = node['arguments']?.at(-1)?.name
      const from = file.imports.find(({ names }) => names.includes(handler))?.from
      const door = /\.(\w+)\.ts$/.exec(from ?? '')?.[1]
      if (!allowed || !door || allowed.includes(door)) return
      problems.push(
        `${file.path}:${lineAt(file.text, node.start)} mounts ${handler} of a .${door} file by doors.${guard}`,
      )
    })
    return problems
  })

const SQL_OF: Readonly<Record<string, readonly string[]>> = {
  '#src/platform/database.ts': ['sql', 'rows'],
  '#src/platform/insert-many.ts': ['insertMany'],
}

/** The database is behind `.store`, and what writes for the command line, the clock and bulk loads asks a store. */
export const sqlInStores: HouseRule = (house) =>
  each(house, (file) => {
    if (!isStage(house, file) || isTest(file) || file.door === 'store') return []
    return file.imports.flatMap(({ from, line, names }) => {
      const used = names.filter((name) => SQL_OF[from]?.includes(name))
      if (from === 'kysely' && names.length > 0) used.push('kysely')
      return used.length > 0 ? [`${file.path}:${line} uses ${used.join(', ')}: SQL stands in .store files`] : []
    })
  })

export const filesAStage: HouseRule = (house) =>
  house.cycle.flatMap((stage) => {
    const folders = Map.groupBy(
      house.files.filter((file) => file.room === stage && !isTest(file)),
      ({ path }) => path.slice(0, path.lastIndexOf('/')),
    )
    return [...folders].flatMap(([folder, files]) =>
      files.length > FILES_A_STAGE
        ? [`${folder} has ${files.length} files, more than ${FILES_A_STAGE}: one folder a noun`]
        : [],
    )
  })

/** A function fits on a screen; tests may be long stories. */
export const functionsFit: HouseRule = (house) =>
  each(house, (file) => {
    const problems: Problem[] = []
    if (isTest(file) && file.door === 'test') return []
    walk(file.program, (node) => {
      if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) return
      const first = lineAt(file.text, node.start)
      const lines = lineAt(file.text, node.end) - first + 1
      if (lines > LINES_A_FUNCTION)
        problems.push(`${file.path}:${first} is a function of ${lines} lines, more than ${LINES_A_FUNCTION}`)
    })
    return problems
  })

const EMPTY_NAME = /(^|[-./])(utils?|helpers?|managers?|services?|dtos?|entit(y|ies)|common|misc)(?=\.|\/|$)/
const EMPTY_TYPE = /(Utils?|Helpers?|Manager|Dto|DTO|Entity)$/

/** Names of the trade, kebab-case. "Service" alone is a word of the trade, as an ending of a file's name it is not. */
export const namesOfTheTrade: HouseRule = (house) =>
  each(house, (file) => {
    const problems: Problem[] = []
    const empty = EMPTY_NAME.exec(file.path)?.[2]
    if (empty) problems.push(`${file.path} is named ${empty}: say what it is in the trade`)
    if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.ts$/.test(file.path.split('/').at(-1) ?? '')) {
      problems.push(`${file.path} is not in kebab-case`)
    }
    for (const name of exportedNames(file.program)) {
      if (EMPTY_TYPE.test(name)) problems.push(`${file.path} exports ${name}: say what it is in the trade`)
    }
    return problems
  })

const exportedNames = (program: SyntaxNode): string[] =>
  (program['body'] as SyntaxNode[]).flatMap((node) => {
    const declared = node.type === 'ExportNamedDeclaration' ? node['declaration'] : undefined
    if (!declared) return []
    return declared.id
      ? [declared.id.name]
      : (declared.declarations ?? []).map((one: SyntaxNode) => one['id']?.name ?? '')
  })
