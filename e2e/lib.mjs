// The browser, the people of the demo province, and helpers that find controls as a reader does: by their words.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { it } from 'node:test'
import { chromium } from 'playwright-core'

/** Where the demo is served. */
export const site = (process.env.E2E_URL ?? 'http://127.0.0.1:8080').replace(/\/$/, '')

/** Where pictures are put. */
export const out = fileURLToPath(new URL('out/', import.meta.url))
mkdirSync(out, { recursive: true })

export const PHONE = { width: 375, height: 812 }
export const DESK = { width: 1280, height: 900 }

/** The password of every demo account; the sign-in page says it too. */
export const PASSWORD = 'Tongban-2026'

/** People of data/demo/persons.json, by their phone. */
export const people = {
  xiaoman: { phone: '19900006627', name: '周小满' },
  xiulan: { phone: '19900001102', name: '何秀兰' },
  shoutian: { phone: '19900001954', name: '陈守田' },
  lixia: { phone: '19900000107', name: '陈立夏' },
  changfeng: { phone: '19900000109', name: '许长风' },
  niantong: { phone: '19900000110', name: '吴念桐' },
  xiangnan: { phone: '19900000117', name: '程向南' },
}

/** Staff of 临溪县市场监督管理局 in data/demo/posts_staff.json, by their login. */
export const staff = {
  clerk: { login: 'suyanqiu', name: '苏砚秋' },
  reviewer: { login: 'chengyinuo', name: '程一诺' },
  inspectors: [{ login: 'zhoumuyun', name: '周牧云' }, { login: 'fangqi', name: '方启' }],
  approver: { login: 'xuhuaizhi', name: '许怀之' },
  maker: { login: 'xiazhiqing', name: '夏至清' },
  chief: { login: 'gumingyuan', name: '顾明远' },
  editor: { login: 'heqinghe', name: '何青禾' },
  investigator: { login: 'zhoumuyun', name: '周牧云' },
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.E2E_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  })
}

/** A browser of one's own, with nothing in it: a phone without scripts unless said otherwise. */
export async function device(browser, { viewport = PHONE, scripts = false } = {}) {
  const context = await browser.newContext({
    viewport, javaScriptEnabled: scripts, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: site,
  })
  context.setDefaultTimeout(10_000)
  context.setDefaultNavigationTimeout(30_000)
  const page = await context.newPage()
  return page
}

/** Signs in to the portal as a person would, and lands on `next`. */
export async function signIn(page, { phone }, next = '/my') {
  await page.goto(`/login?next=${encodeURIComponent(next)}`)
  await page.getByLabel('手机号或身份证号').fill(phone)
  await page.getByLabel('密码').fill(PASSWORD)
  await press(page, '登录')
  await assertPath(page, next)
}

/** Signs in to the desk. */
export async function signInStaff(page, { login }, next = '/desk') {
  await page.goto(`/desk/login?next=${encodeURIComponent(next)}`)
  await page.getByLabel('工号或手机号').fill(login)
  await page.getByLabel('密码').fill(PASSWORD)
  await press(page, '登录')
  await assertPath(page, next)
}

async function assertPath(page, next) {
  assert.equal(new URL(page.url()).pathname, new URL(next, site).pathname, `after signing in: ${await said(page)}`)
}

/** Presses the one button of these words in the main part and waits for the page that follows. */
export async function press(page, words, within = page.getByRole('main')) {
  const button = within.getByRole('button', named(words)).filter({ visible: true }).first()
  await follow(page, () => button.click())
}

/** From the answered guide that is open into the draft of an application, for oneself; answers the draft's address. */
export async function apply(page, whom) {
  await open(page, '在线申请')
  if (await page.getByRole('main').getByRole('group', named('替谁办')).count()) {
    if (whom) await fill(page.getByRole('main'), { 替谁办: { choose: whom } })
    await press(page, '接着办')
  }
  const found = new URL(page.url()).pathname.match(/^\/my\/drafts\/[^/]+/)
  assert.ok(found, `applying leads to a draft and not to ${page.url()}: ${await said(page)}`)
  return found[0]
}

/** Follows the first link of these words in the main part. */
export async function open(page, words, within = page.getByRole('main')) {
  const link = within.getByRole('link', named(words)).filter({ visible: true }).first()
  await follow(page, () => link.click())
}

async function follow(page, act) {
  const answer = page.waitForResponse((r) => r.request().isNavigationRequest() && r.status() !== 303)
  const [response] = await Promise.all([answer, act()])
  await page.waitForLoadState('load')
  if (response.status() >= 500) throw new Error(`${response.status()} at ${page.url()}: ${await said(page)}`)
  return response
}

/** Words match from their beginning; a string that must match exactly is given as a pattern. */
export function named(words) {
  return { name: words instanceof RegExp ? words : new RegExp(`^${escape(words)}`) }
}

export function escape(words) {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** What the main part says, for messages. */
export async function said(page) {
  const text = await page.getByRole('main').innerText().catch(() => page.locator('body').innerText())
  return text.replace(/\s+/g, ' ').slice(0, 600)
}

export async function title(page) {
  return page.getByRole('heading', { level: 1 }).innerText()
}

/** Fails unless the main part says it. */
export async function says(page, words) {
  const text = (await page.getByRole('main').innerText()).replace(/\s+/g, '')
  const found = words instanceof RegExp ? words.test(text) : text.includes(words.replace(/\s+/g, ''))
  assert.ok(found, `“${words}” is not on ${new URL(page.url()).pathname}: ${await said(page)}`)
}

/**
 * Fills controls by their labels: text for one line, `{ choose }` for one or several choices of a question,
 * `{ date }` for a day, `{ files }` for files.
 */
export async function fill(scope, values) {
  for (const [label, value] of Object.entries(values)) {
    if (value?.choose) await choose(scope, label, [value.choose].flat())
    else if (value?.date) await date(scope, label, value.date)
    else if (value?.files) await scope.getByLabel(label).first().setInputFiles(value.files)
    else await scope.getByLabel(pattern(label)).first().fill(String(value))
  }
}

// The label and, behind it, 选填 or what the label of a hint adds.
const pattern = (label) => new RegExp(`^\\s*${escape(label)}`)

async function choose(scope, question, answers) {
  const group = scope.getByRole('group', named(question)).first()
  for (const answer of answers) {
    const kind = (await group.getByRole('radio').count()) > 0 ? 'radio' : 'checkbox'
    await group.getByRole(kind, named(answer)).first().check()
  }
}

async function date(scope, question, day) {
  const group = scope.getByRole('group', named(question)).first()
  const [year, month, date] = day.split('-')
  await group.getByLabel('年').fill(year)
  await group.getByLabel('月').fill(String(Number(month)))
  await group.getByLabel('日').fill(String(Number(date)))
}

/** A story: steps in order; when one fails the rest say so at once instead of failing for reasons of their own. */
export function story() {
  let broken = null
  return (name, step) => it(name, async (t) => {
    if (broken) throw new Error(`not reached: “${broken}” failed`)
    try {
      await step(t)
    } catch (error) {
      broken = name
      throw error
    }
  })
}

/** Downloads what a link leads to, as the person who is signed in. */
export async function download(page, link) {
  const href = await link.getAttribute('href')
  const response = await page.context().request.get(new URL(href, page.url()).href)
  assert.equal(response.status(), 200, `${href} answers ${response.status()}`)
  return { body: await response.body(), type: response.headers()['content-type'] ?? '' }
}

export function assertPdf({ body, type }) {
  assert.match(type, /^application\/pdf/)
  assert.equal(body.subarray(0, 5).toString('latin1'), '%PDF-')
  assert.ok(body.includes('%%EOF'), 'the PDF is whole')
}

/** Today where the demo lies, as 2026-11-25. */
export function today() {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
}
