// Log-in at a person's door. What the worker presses is kept on the phone first and sent when there is a connection; times are those of the
// pressing. Without this script the form is sent as any other.
const place = document.querySelector('[data-door-log]')
const form = place?.querySelector('form')
const said = document.querySelector('[data-door-said]')
const list = document.querySelector('[data-door-waiting]')
const clear = document.querySelector('[data-door-clear]')
const path = location.pathname
const KEY = `almoner-door ${path}`
const FIRST_AGAIN_MS = 2_000
const LAST_AGAIN_MS = 60_000
const PLACE_MS = 6_000

/** queue: events not taken yet, `why` where they were refused; stays: the open log-in of each worker who used this phone here. */
function load() {
  try {
    return { queue: [], stays: {}, ...JSON.parse(localStorage.getItem(KEY) ?? '{}') }
  } catch {
    return { queue: [], stays: {} }
  }
}
const sendable = () => load().queue.filter(({ why }) => !why)
const save = (state) => localStorage.setItem(KEY, JSON.stringify(state))

const clock = (iso) =>
  new Date(iso).toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit', hour12: true }).replace(' ', '')
const date = (iso) => new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })
const verb = (event) => (event.kind === 'in' ? 'logged in' : 'logged out')

function say(words) {
  said.textContent = words
}

function show() {
  const { queue } = load()
  list.hidden = queue.length === 0
  clear.hidden = form ? !queue.some(({ why }) => why) : queue.length === 0
  list.querySelector('ul').replaceChildren(
    ...queue.map((event) => {
      const item = document.createElement('li')
      item.textContent = `${event.worker} ${verb(event)} ${form ? '' : `on ${date(event.at)} `}at ${clock(event.at)}${form && event.why ? `. ${event.why}` : ''}`
      return item
    }),
  )
}

function keep(kind, worker, pin) {
  const state = load()
  const event = { id: crypto.randomUUID(), kind, worker, pin, at: new Date().toISOString() }
  const name = worker.toLowerCase()
  if (kind === 'in') state.stays[name] = event.id
  else {
    if (state.stays[name]) event.stay = state.stays[name]
    delete state.stays[name]
  }
  // A PIN typed anew is that of all that waits for this worker.
  for (const waiting of state.queue)
    if (waiting.worker.toLowerCase() === name) Object.assign(waiting, { pin, why: undefined })
  state.queue.push(event)
  save(state)
  return event
}

/** Where the phone is, if the worker wants it told and the phone knows; nobody waits long for it. */
function whereabouts() {
  if (!form.elements.place?.checked || !navigator.geolocation) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const found = ({ coords }) =>
      resolve({
        latitude: coords.latitude,
        longitude: coords.longitude,
        accuracyMetres: Math.round(coords.accuracy),
      })
    navigator.geolocation.getCurrentPosition(found, () => resolve(undefined), {
      enableHighAccuracy: true,
      timeout: PLACE_MS,
      maximumAge: 60_000,
    })
  })
}

async function token() {
  const answer = await fetch(path, { cache: 'no-store' })
  if (!answer.ok) throw answer
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  return page.querySelector('[name=_csrf]').value
}

async function post(events) {
  const body = new URLSearchParams({
    _csrf: await token(),
    sent: new Date().toISOString(),
    events: JSON.stringify(events.map(({ why: _why, ...event }) => event)),
  })
  const answer = await fetch(`${path}/events`, { method: 'POST', body })
  if (!answer.ok) throw answer
  return (await answer.json()).answers
}

let sending = false
let again
let wait = FIRST_AGAIN_MS

/** While anything waits it is tried again, soon at first and then more seldom. */
function tryLater() {
  clearTimeout(again)
  if (sendable().length === 0) return
  again = setTimeout(send, wait)
  wait = Math.min(wait * 2, LAST_AGAIN_MS)
}

function sendNow() {
  wait = FIRST_AGAIN_MS
  return send()
}

async function send() {
  const waiting = sendable()
  if (sending || waiting.length === 0) return
  sending = true
  try {
    take(await post(waiting.slice(0, 50)))
  } catch (error) {
    if (error.status === 404) say('This sheet is no longer in use. Tell your office the times below.')
    else if (error.status === 429) say('Too many tries. The times are kept and sent later.')
    else say('No connection. The times are kept on this phone and sent later. You can close the page.')
  } finally {
    sending = false
    show()
    tryLater()
  }
}

function take(answers) {
  const state = load()
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  const done = state.queue.filter(({ id }) => byId.has(id) && !byId.get(id).why)
  // What is refused waits for the worker; what is to be sent later is tried again by itself.
  for (const event of state.queue) if (byId.get(event.id)?.answer === 'refused') event.why = byId.get(event.id).why
  state.queue = state.queue.filter((event) => !done.includes(event))
  save(state)
  const last = done.at(-1)
  const trouble = answers.find(({ why }) => why)
  if (trouble) say(trouble.why)
  else if (last) say(`You ${verb(last)} at ${clock(last.at)}. It is sent.`)
}

/** The page and all that it needs are kept, so that it opens without a connection. */
async function keepPage() {
  if (!('serviceWorker' in navigator)) return
  await navigator.serviceWorker.register('/door/offline.js')
  const parts = performance.getEntriesByType('resource').map(({ name }) => new URL(name))
  const own = parts.filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith('/assets/'))
  const cache = await caches.open('almoner-door')
  await cache.addAll([path, ...new Set(own.map(({ pathname }) => pathname))])
  place.dataset.doorLog = 'kept'
}

if (form) {
  let asForm = false
  form.addEventListener('submit', async (event) => {
    if (asForm) return
    event.preventDefault()
    const worker = form.elements.worker.value.trim()
    const pin = form.elements.pin.value.trim()
    if (worker === '' || pin === '') return say('Enter your worker number and your PIN')
    let kept
    try {
      kept = keep(event.submitter?.value === 'out' ? 'out' : 'in', worker, pin)
    } catch {
      // A phone that keeps nothing sends the form as one without scripts would.
      asForm = true
      return event.submitter.click()
    }
    form.elements.pin.value = ''
    say(`You ${verb(kept)} at ${clock(kept.at)}. Sending …`)
    show()
    const where = await whereabouts()
    if (where) {
      const state = load()
      const waiting = state.queue.find(({ id }) => id === kept.id)
      if (waiting) Object.assign(waiting, where)
      save(state)
    }
    await sendNow()
  })
  addEventListener('online', sendNow)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && sendNow())
  clear.querySelector('button').addEventListener('click', () => {
    const state = load()
    save({ ...state, queue: state.queue.filter(({ why }) => !why) })
    say('')
    show()
  })
  show()
  void sendNow()
  void keepPage().catch(() => {})
} else if (list) {
  // The sheet is no longer in use: what waits is told to the office by voice.
  clear.querySelector('button').addEventListener('click', () => {
    localStorage.removeItem(KEY)
    show()
  })
  show()
}
