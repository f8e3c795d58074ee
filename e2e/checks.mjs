// What every page keeps, whoever reads it: see ux/README “Accessibility” and docs on accessibility.
import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import { DESK, PHONE, out } from './lib.mjs'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Holds the open page against the rules, and leaves its pictures at both widths. */
export async function holds(page, name) {
  await page.setViewportSize(DESK)
  // Before the picture: to take it, Playwright touches the style of controls.
  const faults = [...(await structure(page)), ...(await axe(page))]
  await picture(page, `${name}-1280`)
  await page.setViewportSize(PHONE)
  await picture(page, `${name}-375`)
  faults.push(...(await axe(page)))
  await page.setViewportSize({ width: 320, height: 640 })
  faults.push(...(await sideways(page)))
  assert.deepEqual([...new Set(faults)], [], `${name} (${new URL(page.url()).pathname})`)
}

async function picture(page, name) {
  await page.screenshot({ path: `${out}${name}.png`, fullPage: true })
}

async function axe(page) {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze()
  const faults = []
  for (const { id, impact, nodes } of violations) {
    if (impact !== 'serious' && impact !== 'critical') continue
    for (const { target } of nodes) {
      // A choice is pressed anywhere on its label, which axe does not count.
      if (id === 'target-size' && (await page.locator(target[0]).evaluate((one) => !!one.closest('label')))) continue
      if (id === 'target-size' && (await page.locator(target[0]).evaluate(isLargeInTheOpen))) continue
      faults.push(`${id}: ${target.join(' ')}`)
    }
  }
  return faults
}

/** Whether a control is large enough once it is scrolled out from under the bar at the bottom of a phone. */
function isLargeInTheOpen(one) {
  one.scrollIntoView({ block: 'center' })
  const { left, top, width, height } = one.getBoundingClientRect()
  const seen = document.elementFromPoint(left + width / 2, top + height / 2)
  return width >= 24 && height >= 24 && one.contains(seen)
}

async function structure(page) {
  return page.evaluate(() => {
    const faults = []
    const ones = document.querySelectorAll('h1')
    if (ones.length !== 1) faults.push(`${ones.length} h1`)
    if (!document.title.trim()) faults.push('no title')
    if (document.documentElement.lang !== 'zh-CN') faults.push('the language is not said')
    if (document.querySelectorAll('main').length !== 1) faults.push('not one main')
    const ids = [...document.querySelectorAll('[id]')].map((one) => one.id)
    faults.push(...ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `id twice: ${id}`))
    const styled = document.querySelectorAll('main [style]').length
    if (styled) faults.push(`${styled} inline styles, which the content security policy refuses`)
    return faults
  })
}

/** Nothing but tables and tabs, which scroll on their own, is wider than a narrow phone. */
async function sideways(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.scrollWidth
    if (wide <= window.innerWidth) return []
    const scrolls = (one) => one.closest('.table-scroll, .tabs, svg')
    const edge = (one) => one.getBoundingClientRect().left + Math.max(one.scrollWidth, one.clientWidth)
    const found = [...document.querySelectorAll('main *')].filter((one) => edge(one) > window.innerWidth && !scrolls(one))
    const names = found.slice(-3).map((one) => `${one.tagName.toLowerCase()}.${one.className}`)
    return [`scrolls sideways at 320 px: ${wide} px wide because of ${names.join(', ')}`]
  })
}
