import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { GOVUK_DIST, MOJ_PACKAGE } from '#src/platform/pages/macros.ts'

/** A file that the http layer serves; its path holds a hash of its content, so a browser may keep it for ever. */
export type Asset = { path: string; body: string; contentType: string; immutable: boolean }

const fingerprint = (body: string): string => createHash('sha256').update(body).digest('hex').slice(0, 12)

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
}

function asset(name: string, body: string): Asset {
  const dot = name.lastIndexOf('.')
  const extension = name.slice(dot + 1)
  return {
    path: `/assets/${name.slice(0, dot)}-${fingerprint(body)}.${extension}`,
    body,
    contentType: TYPES[extension] ?? 'application/octet-stream',
    immutable: true,
  }
}

const read = (...parts: string[]): string => readFileSync(path.join(...parts), 'utf8')
const own = (name: string): Asset => asset(name, read(import.meta.dirname, name))
// The maps are not served; a browser's tools would ask for them in vain.
const withoutMap = (text: string): string => text.replace(/\/[/*]# sourceMappingURL=\S*(\s*\*\/)?/g, '')

const icons = new Map<string, Asset>()

/** GOV.UK's style sheet without what only gov.uk may use: the GDS Transport font and the royal arms. */
function govukStyles(): string {
  return withoutMap(read(GOVUK_DIST, 'govuk/govuk-frontend.min.css'))
    .replace(/@font-face\{[^}]*\}/g, '')
    .replaceAll('GDS Transport,arial,sans-serif', 'Helvetica,Arial,sans-serif')
    .replace(/url\(\/assets\/images\/govuk-crest\.svg\)/g, 'none')
}

/** The Ministry's style sheet; the icons that it names are served under their hashed paths. */
function mojStyles(): string {
  return withoutMap(read(MOJ_PACKAGE, 'moj/moj-frontend.min.css'))
    .replaceAll('GDS Transport,arial,sans-serif', 'Helvetica,Arial,sans-serif')
    .replace(/url\(\/assets\/images\/([\w-]+\.svg)\)/g, (_, name: string) => {
      const icon = icons.get(name) ?? asset(name, read(MOJ_PACKAGE, 'moj/assets/images', name))
      icons.set(name, icon)
      return `url(${icon.path})`
    })
}

const govukCss = asset('govuk-frontend.css', govukStyles())
const mojCss = asset('moj-frontend.css', mojStyles())
const almonerCss = own('almoner.css')
const govukJs = asset('govuk-frontend.js', withoutMap(read(GOVUK_DIST, 'govuk/govuk-frontend.min.js')))
const mojJs = asset('moj-frontend.js', withoutMap(read(MOJ_PACKAGE, 'moj/moj-frontend.min.js')))
// A browser knows no packages: their names become the paths at which they are served.
const almonerJs = asset(
  'almoner.js',
  read(import.meta.dirname, 'almoner.client.js')
    .replace("'govuk-frontend'", `'${govukJs.path}'`)
    .replace("'@ministryofjustice/frontend'", `'${mojJs.path}'`),
)
const favicon = own('favicon.svg')

export const STYLE_PATHS: readonly string[] = [govukCss.path, mojCss.path, almonerCss.path]
export const SCRIPT_PATH: string = almonerJs.path
export const FAVICON_PATH: string = favicon.path

/** Everything that pages ask for, to be served at `path`. */
export const assets: readonly Asset[] = [
  govukCss,
  mojCss,
  almonerCss,
  govukJs,
  mojJs,
  almonerJs,
  favicon,
  ...icons.values(),
]

/** GOV.UK's one script in the page: it marks the body so that components know that scripts run. */
export const INLINE_SCRIPT =
  "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');"

/** What the content security policy's script-src names to allow that script and no other. */
export const INLINE_SCRIPT_HASH = `'sha256-${createHash('sha256').update(INLINE_SCRIPT).digest('base64')}'`
