const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Makes text safe between tags and inside quoted attributes. */
export const escapeHtml = (text: string): string =>
  /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character) : text

/** Markup that may be sent as it is. Only `html`, `raw` and the components make it; plain text is never mistaken for it. */
export class Html {
  private readonly markup: string
  constructor(markup: string) {
    this.markup = markup
  }
  toString(): string {
    return this.markup
  }
}

/** What a template may hold: text and numbers are escaped, lists joined, nothing is printed for undefined, null and false. */
export type Part = Html | string | number | undefined | null | false | readonly Part[]

const render = (part: Part): string => {
  if (part instanceof Html) return part.toString()
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return String(part)
  if (Array.isArray(part)) return part.map(render).join('')
  return ''
}

/** A tagged template of markup: html`<p>${name}</p>`. Attributes that hold values must be quoted. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let markup = strings[0] ?? ''
  for (let index = 0; index < parts.length; index++) markup += render(parts[index]) + (strings[index + 1] ?? '')
  return new Html(markup)
}

/** Markup from a place that is trusted: a component, a file of ours. Never from a person. */
export const raw = (markup: string): Html => new Html(markup)
