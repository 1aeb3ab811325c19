import * as govuk from 'govuk-frontend'
import { FilterToggleButton, initAll as startMoj } from '@ministryofjustice/frontend'

const { createAll } = govuk

// All but Radios: its script gives radio buttons aria-expanded, which ARIA does not allow them. The style sheet opens what
// belongs to a choice instead, with scripts and without.
for (const name of [
  'Accordion',
  'Button',
  'CharacterCount',
  'Checkboxes',
  'ErrorSummary',
  'FileUpload',
  'NotificationBanner',
  'PasswordInput',
  'ServiceNavigation',
  'SkipLink',
  'Tabs',
]) {
  createAll(govuk[name])
}
startMoj()
createAll(FilterToggleButton, { bigModeMediaQuery: '(min-width: 48.0625em)', startHidden: false })

// A list that keeps itself up to date: when the server says that it changed, its parts are fetched and put in their places.
const PARTS = '[data-fresh], .almoner-queue__results'
for (const element of document.querySelectorAll('[data-fresh-events]')) {
  const events = new EventSource(element.dataset.freshEvents)
  events.addEventListener('changed', async (event) => {
    const answer = await fetch(location.href)
    if (!answer.ok) return
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelectorAll(PARTS)
    const focused = document.activeElement?.getAttribute('href')
    document.querySelectorAll(PARTS).forEach((part, at) => {
      const hadFocus = part.contains(document.activeElement)
      if (fresh[at]) part.replaceChildren(...fresh[at].childNodes)
      if (hadFocus && focused)
        [...part.querySelectorAll('a')].find((link) => link.getAttribute('href') === focused)?.focus()
    })
    element.textContent = JSON.parse(event.data)
  })
}

// A page that shows progress: the server says when there is more to see. Without scripts the page refreshes itself.
for (const element of document.querySelectorAll('[data-progress-events]')) {
  const events = new EventSource(element.dataset.progressEvents)
  events.addEventListener('progress', (event) => {
    element.textContent = JSON.parse(event.data)
  })
  events.addEventListener('chart', (event) => {
    const drawn = new DOMParser().parseFromString(JSON.parse(event.data), 'text/html').body
    document.querySelector('[data-progress-chart]')?.replaceChildren(...drawn.childNodes)
  })
  events.addEventListener('done', () => {
    events.close()
    location.reload()
  })
}
