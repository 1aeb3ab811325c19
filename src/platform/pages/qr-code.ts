import { qrOf } from '#src/base/qr.ts'
import { type Html, html, raw } from '#src/platform/pages/html.ts'

/** Modules of light about the code, without which readers do not find it. */
const QUIET = 4

/** A text as a QR code, drawn; `label` says what it leads to. */
export function qrCode(text: string, label: string): Html {
  const modules = qrOf(text)
  const size = modules.length + 2 * QUIET
  const dark = modules.flatMap((row, y) =>
    row.flatMap((module, x) => (module ? [`M${x + QUIET} ${y + QUIET}h1v1h-1z`] : [])),
  )
  return html`<svg role="img" aria-label="${label}" width="320" height="320" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges" xmlns="http://www.w3.org/2000/svg"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${raw(dark.join(''))}"/></svg>`
}
