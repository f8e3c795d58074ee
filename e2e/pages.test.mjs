// Every page, as it is when somebody uses it: accessible, one heading, no sideways scrolling on a narrow phone.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { holds } from './checks.mjs'
import { begin, submit } from './legal_aid.mjs'
import { DESK, device, launch, people, said, signIn, signInStaff, staff } from './lib.mjs'
import { matches, pages } from './routes.mjs'

const FURTHER = [
  ...['correction', 'not-accept', 'terminate', 'deliver', 'pay'].map((one) => [one, staff.clerk]),
  ...['refuse', 'return', 'special', 'special-end', 'extend'].map((one) => [one, staff.chief]),
]
const visited = new Set()

/** Opens an address and holds the page. A function finds the address on the pages before it. */
function page(visitor, name, where, status = 200) {
  it(name, async (t) => {
    const tab = visitor()
    await tab.setViewportSize(DESK)
    const path = typeof where === 'function' ? await where(tab) : where
    if (path === null) return t.skip('nobody of the demo is in this state')
    const response = await tab.goto(path)
    assert.equal(response.status(), status, `${path}: ${await said(tab)}`)
    visited.add(new URL(tab.url()).pathname)
    await holds(tab, name)
  })
}

/** The address of the first link on a page whose address has this form; nothing when there is none. */
function link(from, form) {
  return async (tab) => {
    await tab.goto(from)
    const all = await tab.getByRole('main').getByRole('link').evaluateAll((links) => links.map((one) => one.getAttribute('href')))
    return all.find((href) => href && form.test(href)) ?? null
  }
}

describe('pages', () => {
  let browser
  before(async () => { browser = await launch() })
  after(async () => { await browser?.close() })

  describe('for everybody', () => {
    let tab
    before(async () => { tab = await device(browser, { viewport: DESK, scripts: true }) })
    const open = (...all) => page(() => tab, ...all)
    const guide = link(`/search?q=${encodeURIComponent('食品经营许可 新办')}`, /^\/guide\/\w*00013101000001(\?|$)/)

    open('home', '/')
    open('search', `/search?q=${encodeURIComponent('开饭店要什么证')}`)
    open('search-nothing', `/search?q=${encodeURIComponent('去月亮上种土豆')}`)
    open('search-empty', '/search')
    open('browse', '/browse')
    open('browse-all', '/browse?all=1')
    open('browse-legal', '/browse?object=legal')
    open('guide', guide)
    open('guide-answered', async (one) =>
      `${(await guide(one)).split('?')[0]}?q.only_prepackaged=no&q.trade=catering&q.made_items=hot&q.modes=&q.manages=no`)
    open('guide-elsewhere', async (one) => `${(await guide(one)).split('?')[0]}?q.only_prepackaged=yes`)
    open('guide-all', async (one) => `${(await guide(one)).split('?')[0]}?all=1`)
    open('region', '/region')
    open('calc', '/calc')
    open('track', '/track')
    open('login', '/login')
    open('login-code', '/login?way=code')
    open('login-organisation', '/login?way=organisation')
    open('register', '/register')
    open('register-identity', async (one) => {
      await one.goto('/register')
      await one.getByLabel(/^我看过并同意/).check()
      await one.getByRole('button', { name: /^同意/ }).click()
      await one.waitForURL(/identity/)
      return one.url()
    })
    open('styleguide', '/styleguide')
    open('not-found', '/no-such-page', 404)
    open('desk-login', '/desk/login')
  })

  for (const [mode, cookie] of [['large', 'large'], ['contrast', 'contrast']]) {
    describe(`in ${mode}`, () => {
      let tab
      before(async () => {
        tab = await device(browser, { viewport: DESK, scripts: true })
        await tab.goto(`/mode?${cookie}=1&back=/`)
        assert.ok(await tab.locator(`html.${mode}`).count(), `the page is in ${mode}`)
      })
      page(() => tab, `${mode}-home`, '/')
      page(() => tab, `${mode}-search`, `/search?q=${encodeURIComponent('开饭店要什么证')}`)
      page(() => tab, `${mode}-guide`, link(`/search?q=${encodeURIComponent('食品经营许可 新办')}`, /^\/guide\//))
    })
  }

  describe('for a person', () => {
    let tab, draft
    before(async () => {
      tab = await device(browser, { viewport: DESK, scripts: true })
      await signIn(tab, people.xiulan)
      await submit(tab, await begin(tab))
      draft = await begin(tab)
    })
    const open = (...all) => page(() => tab, ...all)
    const own = /^\/my\/cases\/[0-9A-Z]{21}(\?|$)/
    const case_ = link('/my/cases', own)
    const of = (part) => async (one) => {
      const path = await case_(one)
      return path && `${path.split('?')[0]}/${part}`
    }

    open('my', '/my')
    open('my-drafts', '/my/drafts')
    open('draft', () => draft)
    open('draft-questions', () => `${draft}/questions`)
    open('draft-section', () => `${draft}/form/case`)
    open('draft-materials', () => `${draft}/materials`)
    open('draft-check', () => `${draft}/check`)
    open('my-cases', '/my/cases')
    open('my-case', case_)
    open('my-case-receipt', of('receipt'))
    open('my-case-withdraw', of('withdraw'))
    open('my-case-rate', of('rate'))
    open('my-messages', '/my/messages')
    open('my-message', link('/my/messages', /^\/my\/messages\/[^?]/))
    open('my-agents', '/my/agents')
    open('my-agents-organisation', link('/my/agents', /^\/my\/agents\/[^?]/))
    open('my-looks', '/my/looks')
    open('my-security', '/my/security')
    open('login-done', '/login/done')
  })

  for (const [who, someone] of [['clerk', staff.clerk], ['chief', staff.chief]]) {
    describe(`for the ${who}`, () => {
      let tab
      before(async () => {
        tab = await device(browser, { viewport: DESK, scripts: true })
        await signInStaff(tab, someone)
      })
      const open = (...all) => page(() => tab, ...all)
      open(`desk-${who}`, '/desk')
      open(`desk-${who}-all`, '/desk?tab=all')
      open(`desk-${who}-case`, link('/desk?tab=all', /^\/desk\/cases\//))
      open(`desk-${who}-me`, '/desk/me')
      open(`desk-${who}-login-done`, '/desk/login/done')
    })
  }

  describe('for further steps of a case', () => {
    let tab
    before(async () => { tab = await device(browser, { viewport: DESK, scripts: true }) })
    const case_ = link('/desk?tab=all', /^\/desk\/cases\//)
    for (const [further, someone] of FURTHER) {
      page(() => tab, `desk-case-${further}`, async (one) => {
        await one.context().clearCookies()
        await signInStaff(one, someone)
        const path = await case_(one)
        return path && `${path.split('?')[0]}/${further}`
      })
    }
  })

  describe('for those who manage', () => {
    let tab
    const as = (someone) => async (one) => {
      await one.context().clearCookies()
      await signInStaff(one, someone)
    }
    before(async () => { tab = await device(browser, { viewport: DESK, scripts: true }) })
    const open = (name, someone, where) => page(() => tab, name, async (one) => {
      await as(someone)(one)
      return typeof where === 'function' ? where(one) : where
    })
    open('desk-organisation', staff.chief, '/desk/organisation')
    open('desk-body', staff.chief, link('/desk/organisation', /^\/desk\/organisation\/bodies\/[0-9a-f-]{36}$/))
    open('desk-body-new', staff.chief, link('/desk/organisation', /^\/desk\/organisation\/bodies\/new/))
    open('desk-person-new', staff.chief, link('/desk/organisation', /^\/desk\/organisation\/people\/new/))
    open('desk-programs', staff.chief, link('/desk/organisation', /^\/desk\/programs/))
    open('desk-items', staff.editor, '/desk/items')
    open('desk-items-check', staff.editor, '/desk/items/check')
    open('desk-items-standing', staff.editor, link('/desk/items', /^\/desk\/items\/standing\//))
    open('desk-open', staff.investigator, '/desk/open')
    open('desk-open-one', staff.investigator, link('/desk/open', /^\/desk\/open\//))
  })

  it('no page is forgotten', (t) => {
    const forgotten = pages().filter((route) => ![...visited].some((path) => matches(route, path)))
    for (const route of forgotten) t.diagnostic(`not looked at: ${route}`)
    assert.deepEqual(forgotten.filter((route) => !AFTER_A_STEP.includes(route)), [])
  })
})

/** Pages that only stand open in the middle of something; the walk and the errors pass through them. */
const AFTER_A_STEP = [
  '/apply/{code}', '/my/cases/{number}/correction', '/register/password', '/desk/login/second', '/desk/login/password',
]
