// The four pictures of the README, taken from a running demo: node pictures.mjs
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { answers } from './food.mjs'
import { DESK, PHONE, apply, device, fill, launch, open, people, press, signIn, signInStaff, staff } from './lib.mjs'

const folder = fileURLToPath(new URL('../docs/pictures/', import.meta.url))
mkdirSync(folder, { recursive: true })
const browser = await launch()
const take = (page, name, options = {}) => page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled', ...options })

try {
  const phone = await device(browser, { viewport: PHONE, scripts: true })
  await phone.goto(`/search?q=${encodeURIComponent('开饭店要什么证')}`)
  await open(phone, '食品经营许可（新办）')
  const main = phone.getByRole('main')
  for (const part of [Object.entries(answers).slice(0, 2), Object.entries(answers).slice(2)]) {
    await fill(main, Object.fromEntries(part))
    await press(phone, '更新我的清单')
  }
  await phone.locator('#result').scrollIntoViewIfNeeded()
  await take(phone, 'guide')

  const computer = await device(browser, { viewport: DESK, scripts: true })
  await signIn(computer, people.xiulan)
  await computer.goto(new URL(phone.url()).pathname + new URL(phone.url()).search)
  const draft = await apply(computer)
  await computer.goto(`${draft}/form/holder`)
  await take(computer, 'apply')

  const desk = await device(browser, { viewport: DESK, scripts: true })
  await signInStaff(desk, staff.reviewer)
  await desk.goto('/desk?tab=all')
  await take(desk, 'worklist')
  await desk.getByRole('main').getByRole('link', { name: /^食品经营许可/ }).first().click()
  await desk.waitForURL(/\/desk\/cases\//)
  await take(desk, 'case')
} finally {
  await browser.close()
}
