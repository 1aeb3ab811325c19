// Lets the page of a sheet open without a connection: asked of the network first, of what was kept when there is none.
const CACHE = 'almoner-door'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

async function pageOf(request) {
  const cache = await caches.open(CACHE)
  try {
    const answer = await fetch(request)
    if (answer.ok) await cache.put(new URL(request.url).pathname, answer.clone())
    // A sheet that is no longer in use is not to be opened from what was kept.
    if (answer.status === 404) await cache.delete(new URL(request.url).pathname)
    return answer
  } catch (error) {
    const kept = request.mode === 'navigate' ? await cache.match(new URL(request.url).pathname) : undefined
    if (kept) return kept
    throw error
  }
}

async function partOf(request) {
  const kept = await caches.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(CACHE)).put(request, answer.clone())
  return answer
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (pathname.startsWith('/assets/')) event.respondWith(partOf(request))
  else if (/^\/door\/[^/]+$/.test(pathname)) event.respondWith(pageOf(request))
})
