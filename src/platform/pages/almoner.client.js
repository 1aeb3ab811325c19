import { createAll, initAll as startGovuk } from './govuk-frontend.js'
import { FilterToggleButton, initAll as startMoj } from './moj-frontend.js'

startGovuk()
startMoj()
createAll(FilterToggleButton, { bigModeMediaQuery: '(min-width: 48.0625em)' })

// A page that shows progress: the server says when there is more to see. Without scripts the page refreshes itself.
for (const element of document.querySelectorAll('[data-progress-events]')) {
  const events = new EventSource(element.dataset.progressEvents)
  events.addEventListener('progress', (event) => {
    element.textContent = event.data
  })
  events.addEventListener('done', () => {
    events.close()
    location.reload()
  })
}
