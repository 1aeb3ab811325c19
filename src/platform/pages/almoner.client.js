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

// A page that shows progress: the server says when there is more to see. Without scripts the page refreshes itself.
for (const element of document.querySelectorAll('[data-progress-events]')) {
  const events = new EventSource(element.dataset.progressEvents)
  events.addEventListener('progress', (event) => {
    element.textContent = JSON.parse(event.data)
  })
  events.addEventListener('done', () => {
    events.close()
    location.reload()
  })
}
