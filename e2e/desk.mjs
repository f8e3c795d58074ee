// What officers do on the page of a case, found by the words on it.
import assert from 'node:assert/strict'
import { assertPdf, download, fill, named, press, said } from './lib.mjs'

/** Writes one thing into the notice of correction and sends it. */
export async function correct(page, material, problem, remedy) {
  const line = page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('checkbox'), hasText: material }).first()
  await line.getByRole('checkbox').check()
  await line.getByLabel('问题').fill(problem)
  await line.getByLabel('怎样补正').fill(remedy)
  await press(page, '存为草稿，更新预览')
  assertPdf(await download(page, page.getByRole('main').getByRole('link', named('看打印出来的样子'))))
  await press(page, '发出并暂停计时')
}

/** Finds every open point of the present step met, one after the other. */
export async function points(page) {
  const main = page.getByRole('main')
  for (let at = 0; at < 30; at++) {
    const open = main.getByRole('listitem').filter({ has: page.getByRole('radiogroup') }).filter({ hasText: '未审' })
    if ((await open.count()) === 0) return at
    await open.getByRole('radio', named('符合')).first().check()
    await press(page, '记下')
  }
  assert.fail(`the points have no end: ${await said(page)}`)
}

/** Records what the visit found. */
export async function record(page, day) {
  await fill(page.getByRole('main'), { 核查日期: { date: day }, 核查结论: { choose: '符合' } })
}

/** Writes an opinion and ends the step with the button of these words. */
export async function finish(page, words, opinion) {
  await page.getByRole('main').getByLabel('意见', { exact: true }).fill(opinion)
  await press(page, words)
}
