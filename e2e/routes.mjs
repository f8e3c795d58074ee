// The pages that the rooms serve, read from their sources, so that a new page cannot be forgotten here.
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOMS = fileURLToPath(new URL('../crates/domains/', import.meta.url))

/** As the rooms write them: by name, by a helper of the desk, or for each further step of a case. */
const ROUTE = /(?:Route::get\(|\bpage\()\s*"(\/[^"]*)"|=>\s*"(\/desk\/cases\/\{number\}\/[^"]+)"/g

/** Answered with something else than a page, or only after a step before. */
const NO_PAGES = [
  /^\/api\//,
  /^\/search\/suggest$/,
  /^\/desk\/search$/, // leads on
  /\/documents\//,
  /\/files\//,
  /\.pdf$/,
]

/** Every path that answers GET with a page. */
export function pages() {
  const found = new Set()
  for (const file of readdirSync(ROOMS, { recursive: true })) {
    if (!/[/\\]src[/\\].*\.rs$/.test(file)) continue
    for (const [, named, further] of readFileSync(ROOMS + file, 'utf8').matchAll(ROUTE)) found.add(named ?? further)
  }
  return [...found].filter((path) => !NO_PAGES.some((one) => one.test(path))).sort()
}

/** Whether an address is one of a route. */
export function matches(route, path) {
  const pattern = route.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\*[^}]+\}/g, '.+').replace(/\{[^}]+\}/g, '[^/]+')
  return new RegExp(`^${pattern}$`).test(path)
}
