// What every page keeps, whoever reads it: see ux/README “Accessibility” and docs on accessibility.
import assert from 'node:assert/strict'
import { AxeBuilder } from '@axe-core/playwright'
import { DESK, PHONE, out } from './lib.mjs'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// A narrow phone; and a desktop of 1280 × 800 zoomed to 200 %, which leaves half of both.
const NARROW = { width: 320, height: 640 }
const ZOOMED = { width: 640, height: 400 }

/** Holds the open page against the rules, and leaves its pictures at both widths. */
export async function holds(page, name) {
  await page.setViewportSize(DESK)
  // Before the picture: to take it, Playwright touches the style of controls.
  const faults = [...(await structure(page)), ...(await axe(page))]
  await picture(page, `${name}-1280`)
  await page.setViewportSize(PHONE)
  await picture(page, `${name}-375`)
  faults.push(...(await axe(page)))
  for (const view of [NARROW, ZOOMED]) {
    await page.setViewportSize(view)
    faults.push(...(await sideways(page)), ...(await hidden(page)))
  }
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
      if (id === 'target-size' && (await isLargeInTheOpen(page, target[0]))) continue
      faults.push(`${id}: ${target.join(' ')}`)
    }
  }
  return faults
}

/** Whether a control has room enough once it is scrolled out from under the bar at the bottom of a phone. */
async function isLargeInTheOpen(page, target) {
  await page.locator(target).evaluate((one) => one.scrollIntoView({ block: 'center', behavior: 'instant' }))
  const { violations } = await new AxeBuilder({ page }).include(target).withRules(['target-size']).analyze()
  return violations.length === 0
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
    return [`scrolls sideways at ${window.innerWidth} px: ${wide} px wide because of ${names.join(', ')}`]
  })
}

/** Nothing is cut off inside its box, and nothing lies over a control that was scrolled to. */
async function hidden(page) {
  return page.evaluate(() => {
    const faults = []
    const name = (one) => `${one.tagName.toLowerCase()}.${one.className} “${one.textContent.trim().slice(0, 20)}”`
    const at = `at ${window.innerWidth} px`
    const shown = (one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && !one.closest('.visually-hidden, svg')
    for (const one of document.querySelectorAll('body *')) {
      const { overflowX, overflowY, textOverflow } = getComputedStyle(one)
      const cuts = (overflowX === 'hidden' || overflowX === 'clip') && one.scrollWidth > one.clientWidth + 1
      const cutsBelow = (overflowY === 'hidden' || overflowY === 'clip') && one.scrollHeight > one.clientHeight + 1
      if ((cuts || cutsBelow) && textOverflow !== 'ellipsis' && one.clientWidth > 1 && one.textContent.trim() && shown(one)) {
        faults.push(`cut off ${at}: ${name(one)}`)
      }
    }
    for (const one of document.querySelectorAll('main a[href], main button, main input, main select, main textarea, main summary')) {
      if (!shown(one) || one.disabled || one.type === 'hidden') continue
      one.scrollIntoView({ block: 'center', behavior: 'instant' })
      const { left, top, width, height } = (one.closest('label') ?? one).getClientRects()[0] ?? {}
      if (!width) continue
      const seen = document.elementFromPoint(left + width / 2, top + height / 2)
      if (!seen || one.contains(seen) || seen.contains(one) || seen.closest('label')?.control === one) continue
      faults.push(`covered ${at}: ${name(one)} by ${name(seen)}`)
    }
    return faults
  })
}
