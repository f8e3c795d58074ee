// 更换法律援助人员: the shortest application of the demo, for tests that are about something else than its form.
import { apply, fill, open, press, says } from './lib.mjs'

/** Its section, filled. */
export const section = {
  受援人: '许长风',
  给予法律援助决定书编号: '临司援〔2026〕第18号',
  承办人姓名: '范知行',
  理由: '约好的三次会见都没有来，电话也打不通',
  联系电话: '19900000109',
}

/** From the search to the first page of the form, as somebody who is signed in. Answers the address of the draft. */
export async function begin(page) {
  await page.goto(`/search?q=${encodeURIComponent('更换法律援助人员')}`)
  await open(page, '更换法律援助人员')
  const guide = page.url()
  await page.goto(`${guide}${guide.includes('?') ? '&' : '?'}q.what=replace&q.hearing_soon=no`)
  return apply(page)
}

/** Fills the section and goes on to the check page. */
export async function complete(page, draft, values = section) {
  await page.goto(`${draft}/form/case`)
  await fill(page.getByRole('main'), values)
  await press(page, '保存，下一步')
  await page.goto(`${draft}/materials`)
  if (new URL(page.url()).pathname.endsWith('/materials')) await press(page, '保存，去核对')
  await page.goto(`${draft}/check`)
  await says(page, values.理由)
}

/** Fills and sends it; the receipt is open afterwards. */
export async function submit(page, draft) {
  await complete(page, draft)
  for (const box of await page.getByRole('main').getByRole('checkbox').all()) await box.check()
  await press(page, '确认并提交')
  await says(page, '申请已经提交')
}
