/** How the lists of the watch keep themselves up to date. */
import { formatTime, type Instant } from '#src/base/day.ts'
import type { Actor } from '#src/platform/actor.ts'
import type { Shell } from '#src/platform/command.ts'
import type { ProgressEvent } from '#src/platform/http/doors.ts'
import { type Html, html } from '#src/platform/pages/html.ts'
import { markOf, type WatchSearch } from '#src/visits/watch/alert.store.ts'

const LOOK_EVERY_MS = 5_000

/** With scripts the events tell when something changed, and the marked parts are fetched anew; without, a link does. */
export const freshness = (url: string, mark: string, now: Instant): Html => {
  const [path = '', search = ''] = url.split('?')
  const query = new URLSearchParams(search)
  query.set('mark', mark)
  return html`<p class="govuk-body" data-fresh-events="${path}/events?${query.toString()}">As of ${formatTime(now)}.</p>
<noscript><p class="govuk-body"><a class="govuk-link" href="${url}">Look again</a></p></noscript>`
}

/** Server-sent events: `changed` when the list is another than the one that the reader has, or a minute has gone by. */
export async function* follow(
  shell: Shell,
  actor: Actor,
  seen: string,
  searchAt: (now: Instant) => WatchSearch,
): AsyncGenerator<ProgressEvent> {
  let mark = seen
  let shown = formatTime(shell.now())
  for (;;) {
    const latest = await shell.read(actor, (tx) => markOf(tx, searchAt(tx.now)))
    const time = formatTime(shell.now())
    yield { event: latest === mark && time === shown ? 'same' : 'changed', data: `As of ${time}.` }
    mark = latest
    shown = time
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS))
  }
}
