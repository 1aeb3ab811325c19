import { createRequire } from 'node:module'
import path from 'node:path'
import nunjucks from 'nunjucks'
import { type Html, raw } from '#src/platform/pages/html.ts'

const require = createRequire(import.meta.url)

/** Folder of the GOV.UK package that holds `govuk/`. */
export const GOVUK_DIST = path.join(path.dirname(require.resolve('govuk-frontend/package.json')), 'dist')
/** Folder of the Ministry of Justice package that holds `moj/`. */
export const MOJ_PACKAGE = path.dirname(require.resolve('@ministryofjustice/frontend/package.json'))

type SafeString = { toString(): string }
type Runtime = {
  SafeString: new (text: string) => SafeString
  copySafeness(from: unknown, text: string): unknown
}
// The published types leave out what the compiled templates themselves use.
const { SafeString, copySafeness } = (nunjucks as unknown as { runtime: Runtime }).runtime

const loader = new nunjucks.FileSystemLoader([GOVUK_DIST, MOJ_PACKAGE])
// Both block options are what the packages are written and tested with.
const environment = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
// The filter that comes with nunjucks uses /^\s*|\s*$/g, which takes quadratic time on long markup.
environment.addFilter('trim', (text: unknown) => copySafeness(text, String(text ?? '').trim()))
// The Ministry's own date filter needs moment. The timeline's `format` holds the moment already put in words.
environment.addFilter('date', (_timestamp: unknown, words: unknown) => words)
environment.addFilter('mojDate', () => {
  throw new Error('The timeline takes datetime.format, in words; datetime.type is not supported.')
})

// A component asks for its neighbours by relative path each time it is shown: the answer never changes.
const resolved = new Map<string, string>()
const resolve = loader.resolve.bind(loader)
loader.resolve = (from, to) => {
  const key = `${from}|${to}`
  const known = resolved.get(key) ?? resolve(from, to)
  resolved.set(key, known)
  return known
}

/** Text that a macro prints as it is; for the few options that are printed without the `safe` filter. */
export const asSafe = (markup: string): SafeString => new SafeString(markup)

type Macro = (options: unknown) => { toString(): string }
type Exporting = { getExported(done: (error: Error | null, exported: Record<string, Macro>) => void): void }

function compile(file: string, name: string): Macro {
  let macro: Macro | undefined
  const template = environment.getTemplate(file, true) as unknown as Exporting
  template.getExported((error, exported) => {
    if (error) throw error
    macro = exported?.[name]
  })
  if (!macro) throw new Error(`${file} has no macro ${name}`)
  return macro
}

const camel = (name: string): string => name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())

/** The real macro of a component as a function of its options; compiled the first time it is called. */
const component = <Options>(family: 'govuk' | 'moj', name: string): ((options: Options) => Html) => {
  let macro: Macro | undefined
  return (options) => {
    macro ??= compile(`${family}/components/${name}/macro.njk`, `${family}${camel(name)}`)
    return raw(macro(options).toString().trim())
  }
}

export const govuk = <Options>(name: string): ((options: Options) => Html) => component<Options>('govuk', name)
export const moj = <Options>(name: string): ((options: Options) => Html) => component<Options>('moj', name)

/** Keeps what a component gave for options that come again on page after page: tags, buttons, the navigation. */
export const kept = <Options>(render: (options: Options) => Html): ((options: Options) => Html) => {
  const known = new Map<string, Html>()
  return (options) => {
    const key = JSON.stringify(options)
    const before = known.get(key)
    if (before) return before
    if (known.size >= 1000) known.clear()
    const markup = render(options)
    known.set(key, markup)
    return markup
  }
}
