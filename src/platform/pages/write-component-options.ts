import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { GOVUK_DIST } from '#src/platform/pages/macros.ts'

/** One option as the package's own macro-options.json describes it. */
type Option = {
  name: string
  type: string
  required: boolean
  description: string
  isComponent?: boolean
  params?: readonly Option[]
}

/** The file that this script writes: `node src/platform/pages/write-component-options.ts`. */
export const OPTIONS_FILE = path.join(import.meta.dirname, 'component-options.ts')

const folder = path.join(GOVUK_DIST, 'govuk/components')

// Only gov.uk may wear its header and footer; the others have no use in a system without cookies to ask about.
const LEFT_OUT = new Set([
  'cookie-banner',
  'exit-this-page',
  'feedback',
  'footer',
  'generic-header',
  'header',
  'language-navigation',
])

/** Every component of the package that has a macro. */
export const componentNames = (): string[] =>
  readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, 'macro-options.json')))
    .sort()

/** The components that pages may use. */
export const offeredNames = (): string[] => componentNames().filter((name) => !LEFT_OUT.has(name))

const pascal = (name: string): string => name.replace(/(^|[-\s])(\w)/g, (_, __, letter: string) => letter.toUpperCase())

const interfaceName = (component: string): string => `${pascal(component)}Options`

// What macro-options.json says too loosely: options that are components under another name, and shapes it leaves out.
const EXCEPTIONS: Record<string, string> = {
  'checkboxes.values': 'readonly string[]',
  'date-input.day': 'DateInputOptionsItems',
  'date-input.month': 'DateInputOptionsItems',
  'date-input.year': 'DateInputOptionsItems',
  'date-input.values': 'Record<string, string>',
  'table.rows': 'readonly (readonly TableOptionsRows[] | Falsy)[]',
  'input.value': 'string | number',
  'checkboxes.items.label': 'Partial<LabelOptions>',
  'radios.items.label': 'Partial<LabelOptions>',
}

const COMPONENTS: Record<string, string> = {
  label: 'LabelOptions',
  hint: 'HintOptions',
  errorMessage: 'ErrorMessageOptions',
  fieldset: 'FieldsetOptions',
  tag: 'TagOptions',
}

// The lists whose templates skip what is falsy; the others would print an empty item.
const SKIPS_FALSY = new Set([
  'accordion.items',
  'checkboxes.items',
  'date-input.items',
  'radios.items',
  'select.items',
  'service-navigation.navigation',
  'summary-list.rows',
  'tabs.items',
  'task-list.items',
])

// Text and markup are each other's alternative, wherever they are asked for.
const isOptional = (option: Option, at: string): boolean =>
  !option.required || at === 'tabs.items.id' || /text$|html$|^maxwords$|^maxlength$/i.test(option.name)

function typeOf(option: Option, owner: string, at: string, interfaces: string[]): string {
  const exception = EXCEPTIONS[at]
  const nested = `${owner}${pascal(option.name)}`
  const isReplaced = exception !== undefined && !exception.includes(nested)
  if (option.params && !isReplaced) writeInterface(nested, option.params, at, interfaces)
  if (exception) return exception
  if (/attributes$/i.test(option.name)) return 'Attributes'
  if (option.isComponent) return COMPONENTS[option.name] ?? 'never'
  if (option.name === 'html' || option.name.endsWith('Html')) return 'Html'
  if (option.type === 'object') return option.params ? nested : 'Record<string, string>'
  if (option.type === 'array') return SKIPS_FALSY.has(at) ? `readonly (${nested} | Falsy)[]` : `readonly ${nested}[]`
  return { integer: 'number', boolean: 'boolean' }[option.type] ?? 'string'
}

function writeInterface(name: string, options: readonly Option[], at: string, interfaces: string[]): void {
  const named = new Map(options.map((option) => [option.name, option]))
  const lines = [...named.values()]
    .filter((option) => option.type !== 'nunjucks-block')
    .map((option) => {
      const type = typeOf(option, name, `${at}.${option.name}`, interfaces)
      const words = option.description.replace(/\s+/g, ' ').replaceAll('*/', '').trim()
      return `  /** ${words} */\n  ${option.name}${isOptional(option, `${at}.${option.name}`) ? '?' : ''}: ${type}`
    })
  const isExported = at.includes('.') ? '' : 'export '
  interfaces.push(`${isExported}type ${name} = {\n${lines.join('\n')}\n}`)
}

/** The text of component-options.ts as the installed package would have it. */
export function writeComponentOptions(): string {
  const interfaces: string[] = []
  for (const name of offeredNames()) {
    const options = JSON.parse(readFileSync(path.join(folder, name, 'macro-options.json'), 'utf8')) as Option[]
    writeInterface(interfaceName(name), options, name, interfaces)
  }
  return `// Written by write-component-options.ts from the options that govuk-frontend documents. Not edited by hand.
import type { Html } from '#src/platform/pages/html.ts'

/** Left out of a list when a condition fails. */
type Falsy = undefined | null | false
export type Attributes = Record<
  string,
  string | number | boolean | undefined | { value: string | number | boolean | undefined; optional?: boolean }
>

${interfaces.join('\n\n')}
`
}

if (import.meta.main) writeFileSync(OPTIONS_FILE, writeComponentOptions())
